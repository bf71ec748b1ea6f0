package dev.surprisal.testing;

import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Labels;
import dev.surprisal.event.Observation;
import dev.surprisal.event.Series;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.Totals;
import dev.surprisal.event.WindowScore;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.LogLinearHistogram;
import java.util.Map;
import java.util.TreeMap;

/** Makes windows as detection gets them, of documents whose means a test names. */
public final class WatchedWindow {

    /** Length of a window unless its end is set. */
    public static final long MILLIS = 60_000;

    /** Tokens of every document. */
    public static final long TOKENS = 50;

    private final long start;
    private long end;
    private String key = "model=a";
    private String[] revisions = {};
    private double likelihoodRatio = Double.NaN;
    private final long[] statuses = new long[TokenStatus.values().length];
    private final Map<String, double[]> documents = new TreeMap<>();

    private WatchedWindow(long start, long end) {
        this.start = start;
        this.end = end;
    }

    /** The window number {@code index} of a minute each. */
    public static WatchedWindow minute(long index) {
        return new WatchedWindow(index * MILLIS, (index + 1) * MILLIS);
    }

    /** A window from and to these times. */
    public static WatchedWindow between(long start, long end) {
        return new WatchedWindow(start, end);
    }

    /** Of this key. */
    public WatchedWindow key(String name) {
        key = name;
        return this;
    }

    /** Of models of these revisions. */
    public WatchedWindow revisions(String... names) {
        revisions = names;
        return this;
    }

    /** With these means of documents in nll; all their tokens are OK. */
    public WatchedWindow nll(double... means) {
        statuses[TokenStatus.OK.ordinal()] += means.length * TOKENS;
        return statistic("nll", means);
    }

    /** With these means of documents in another statistic. */
    public WatchedWindow statistic(String name, double... means) {
        documents.put(name, means.clone());
        return this;
    }

    /** With tokens of a status beside those of its documents. */
    public WatchedWindow tokens(TokenStatus status, long count) {
        statuses[status.ordinal()] += count;
        return this;
    }

    /** With this log likelihood ratio to the reference. */
    public WatchedWindow likelihoodRatio(double nats) {
        likelihoodRatio = nats;
        return this;
    }

    /** The window. */
    public WindowScore score() {
        double[] nll = documents.getOrDefault("nll", new double[0]);
        long expected = 0;
        for (TokenStatus status : TokenStatus.values()) {
            expected += status.expected() ? statuses[status.ordinal()] : 0;
        }
        Totals totals = new Totals(expected, statuses.clone(), null, null, null, null, null, null);
        DocumentMeans[] means =
                documents.entrySet().stream()
                        .map(entry -> means(entry.getKey(), entry.getValue()))
                        .toArray(DocumentMeans[]::new);
        return new WindowScore(
                key,
                new Labels(new String[] {"model"}, new String[] {key.replace("model=", "")}),
                start / MILLIS,
                start,
                end,
                null,
                null,
                nll.length,
                true,
                0,
                revisions,
                null,
                totals,
                null,
                new Observation(means, clusters(nll), tokens(nll), likelihoodRatio),
                null);
    }

    /** The means of documents, as a window holds them; NaN and ±∞ are in no sum. */
    public static DocumentMeans means(String statistic, double... means) {
        long[] sums = ExactSums.create(2);
        LogLinearHistogram histogram = new LogLinearHistogram();
        for (double mean : means) {
            ExactSums.add(sums, 0, mean);
            ExactSums.addProduct(sums, 1, mean, mean);
            histogram.add(mean);
        }
        return new DocumentMeans(
                statistic,
                means.length,
                sums,
                new Series(null, histogram.buckets(), histogram.counts()));
    }

    private static long[] clusters(double[] nll) {
        ClusteredRatio ratio = new ClusteredRatio();
        for (double mean : nll) {
            ratio.add(mean * TOKENS, TOKENS);
        }
        long[] sums = ExactSums.create(ClusteredRatio.SUMS);
        ratio.writeTo(sums, 0);
        return sums;
    }

    /** Every token as the mean of its document. */
    private static Series tokens(double[] nll) {
        LogLinearHistogram histogram = new LogLinearHistogram();
        for (double mean : nll) {
            for (int i = 0; i < TOKENS; i++) {
                histogram.add(mean);
            }
        }
        return new Series(null, histogram.buckets(), histogram.counts());
    }
}
