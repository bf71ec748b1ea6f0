package dev.surprisal.alarm;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Drift;
import dev.surprisal.event.Observation;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.LogLinearHistogram;

/**
 * A window beside its baseline.
 *
 * <pre>
 * ratio of perplexities   exp(d),  d = mean nll per token of the window − that of the baseline
 * interval                exp(d ± t · sqrt(se² + se_b²)),  errors clustered by document
 * </pre>
 *
 * <p>The two are of different documents, so nothing is paired. t is Student's with the degrees of
 * freedom of the one with fewer documents, less one: never more than Welch's, so the interval is
 * never too narrow by it. NaN with fewer than two documents in either.
 */
final class BaselineComparison {

    private static final double LEVEL = 0.95;

    private BaselineComparison() {}

    static Drift drift(BaselineScore baseline, Observation window) {
        Observation before = baseline.observation();
        ClusteredRatio a = ClusteredRatio.readFrom(window.nllClusters(), 0);
        ClusteredRatio b = ClusteredRatio.readFrom(before.nllClusters(), 0);
        double difference = a.mean() - b.mean();
        double margin =
                margin(a.standardError(), b.standardError(), Math.min(a.clusters(), b.clusters()));
        LogLinearHistogram tokens = HistogramDistance.of(window.nllTokens());
        LogLinearHistogram tokensBefore = HistogramDistance.of(before.nllTokens());
        return new Drift(
                baseline.name(),
                baseline.revision(),
                baseline.documents(),
                StrictMath.exp(b.mean()),
                StrictMath.exp(difference),
                StrictMath.exp(difference - margin),
                StrictMath.exp(difference + margin),
                HistogramDistance.psi(tokensBefore, tokens),
                HistogramDistance.ks(tokensBefore, tokens));
    }

    /** What an alert says of a statistic; the ratio is of perplexities where that is the nll. */
    static Reading reading(String statistic, BaselineScore baseline, Observation window) {
        DocumentMeans now = DocumentSample.find(window, statistic);
        DocumentMeans then = DocumentSample.find(baseline.observation(), statistic);
        if (now == null || then == null) {
            return Reading.NONE;
        }
        DocumentSample a = DocumentSample.of(now);
        DocumentSample b = DocumentSample.of(then);
        if (statistic.equals(Observations.NLL)) {
            Drift drift = drift(baseline, window);
            return new Reading(
                    a.mean(), b.mean(), drift.ratio(), drift.ratioLow(), drift.ratioHigh());
        }
        // A gap is near zero as a rule, and a ratio to that says nothing.
        if (statistic.equals(AlarmSpec.GAP) || !(a.mean() > 0 && b.mean() > 0)) {
            return new Reading(a.mean(), b.mean(), Double.NaN, Double.NaN, Double.NaN);
        }
        double ratio = a.mean() / b.mean();
        double factor =
                StrictMath.exp(
                        margin(
                                a.standardError() / a.mean(),
                                b.standardError() / b.mean(),
                                Math.min(a.documents(), b.documents())));
        return new Reading(a.mean(), b.mean(), ratio, ratio / factor, ratio * factor);
    }

    /** Of the 95 % interval of a difference; NaN with fewer than two clusters. */
    static double margin(double error, double other, long clusters) {
        if (clusters < 2) {
            return Double.NaN;
        }
        double t = ClusteredRatio.studentQuantile(0.5 + 0.5 * LEVEL, clusters - 1);
        return t * Math.sqrt(error * error + other * other);
    }
}
