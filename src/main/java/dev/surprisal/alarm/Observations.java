package dev.surprisal.alarm;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Observation;
import dev.surprisal.event.Series;
import dev.surprisal.event.WindowScore;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.LogLinearHistogram;
import java.util.ArrayList;
import java.util.List;

/** Adds windows to a baseline: exactly, so in any grouping. */
public final class Observations {

    /** The statistic that every observation has. */
    public static final String NLL = "nll";

    private Observations() {}

    /**
     * A baseline of one window more.
     *
     * @param baseline so far; null to begin one
     * @param name of the baseline, in words
     */
    public static BaselineScore add(BaselineScore baseline, String name, WindowScore window) {
        String revision = window.revisions().length == 0 ? "" : window.revisions()[0];
        boolean first = baseline == null;
        Observation observation =
                first ? window.observation() : merge(baseline.observation(), window.observation());
        long[] statuses = window.totals().statuses().clone();
        for (int i = 0; !first && i < statuses.length; i++) {
            statuses[i] += baseline.statuses()[i];
        }
        DocumentMeans nll = DocumentSample.find(observation, NLL);
        return new BaselineScore(
                window.key(),
                window.labels(),
                name,
                first || baseline.revision().isEmpty() ? revision : baseline.revision(),
                first ? window.windowStartMillis() : baseline.startMillis(),
                window.windowEndMillis(),
                first ? 1 : baseline.windows() + 1,
                nll == null ? 0 : nll.documents(),
                false,
                window.totals().tokensExpected() + (first ? 0 : baseline.tokensExpected()),
                statuses,
                observation);
    }

    /** The same, complete. */
    public static BaselineScore freeze(BaselineScore baseline) {
        return new BaselineScore(
                baseline.key(),
                baseline.labels(),
                baseline.name(),
                baseline.revision(),
                baseline.startMillis(),
                baseline.endMillis(),
                baseline.windows(),
                baseline.documents(),
                true,
                baseline.tokensExpected(),
                baseline.statuses(),
                baseline.observation());
    }

    private static Observation merge(Observation a, Observation b) {
        long[] clusters = a.nllClusters().clone();
        ExactSums.addAll(clusters, b.nllClusters());
        return new Observation(
                merge(a.documentMeans(), b.documentMeans()),
                clusters,
                merge(a.nllTokens(), b.nllTokens()),
                sum(a.logLikelihoodRatio(), b.logLikelihoodRatio()));
    }

    private static DocumentMeans[] merge(DocumentMeans[] a, DocumentMeans[] b) {
        List<DocumentMeans> merged = new ArrayList<>(List.of(a));
        for (DocumentMeans more : b) {
            int at = 0;
            while (at < merged.size() && !merged.get(at).statistic().equals(more.statistic())) {
                at++;
            }
            if (at == merged.size()) {
                merged.add(more);
            } else {
                merged.set(at, merge(merged.get(at), more));
            }
        }
        return merged.toArray(DocumentMeans[]::new);
    }

    private static DocumentMeans merge(DocumentMeans a, DocumentMeans b) {
        long[] sums = a.sums().clone();
        ExactSums.addAll(sums, b.sums());
        return new DocumentMeans(
                a.statistic(), a.documents() + b.documents(), sums, merge(a.means(), b.means()));
    }

    private static Series merge(Series a, Series b) {
        LogLinearHistogram histogram = HistogramDistance.of(a);
        histogram.add(HistogramDistance.of(b));
        return new Series(null, histogram.buckets(), histogram.counts());
    }

    /** NaN is the ratio of no pairs. */
    private static double sum(double a, double b) {
        if (Double.isNaN(a)) {
            return b;
        }
        return Double.isNaN(b) ? a : a + b;
    }
}
