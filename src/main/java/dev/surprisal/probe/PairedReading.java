package dev.surprisal.probe;

import dev.surprisal.kernel.ClusteredRatio;

/**
 * A probe against a baseline, paired by document.
 *
 * @param documents number of pairs
 * @param tokens scored, in all of them
 * @param perplexity now
 * @param baselinePerplexity of the baseline
 * @param ratio of the two
 * @param low lower end of the ratio's 95 % interval, clustered by document, log scale; NaN with one
 *     document
 * @param high upper end
 * @param differences [documents] |ln of the ratio of the document's perplexities|
 */
record PairedReading(
        long documents,
        long tokens,
        double perplexity,
        double baselinePerplexity,
        double ratio,
        double low,
        double high,
        double[] differences) {

    private static final double LEVEL = 0.95;

    /** Pairs readings of the same tokens. */
    static PairedReading of(Baseline baseline, Reading now) {
        double[] base = baseline.nll();
        long[] tokens = now.tokens();
        ClusteredRatio paired = new ClusteredRatio();
        ClusteredRatio alone = new ClusteredRatio();
        ClusteredRatio before = new ClusteredRatio();
        double[] differences = new double[base.length];
        long count = 0;
        for (int i = 0; i < base.length; i++) {
            double difference = now.nll()[i] - base[i];
            paired.add(difference, tokens[i]);
            alone.add(now.nll()[i], tokens[i]);
            before.add(base[i], tokens[i]);
            differences[i] = Math.abs(difference) / tokens[i];
            count += tokens[i];
        }
        return new PairedReading(
                base.length,
                count,
                StrictMath.exp(alone.mean()),
                StrictMath.exp(before.mean()),
                StrictMath.exp(paired.mean()),
                StrictMath.exp(paired.lower(LEVEL)),
                StrictMath.exp(paired.upper(LEVEL)),
                differences);
    }

    /** Mean over documents of their differences, each document counting once; nats per token. */
    double difference() {
        ClusteredRatio mean = new ClusteredRatio();
        for (double difference : differences) {
            mean.add(difference, 1);
        }
        return mean.mean();
    }
}
