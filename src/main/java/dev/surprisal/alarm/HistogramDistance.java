package dev.surprisal.alarm;

import dev.surprisal.event.Series;
import dev.surprisal.kernel.LogLinearHistogram;

/**
 * How far two histograms of the same layout are apart. Both take whole buckets, 1/128 of their
 * value wide; NaN when either has no values.
 */
final class HistogramDistance {

    /** Bins of the stability index: deciles of the baseline. */
    private static final int BINS = 10;

    /** Share that an empty bin is taken to have: without one the index would be infinite. */
    private static final double SHARE_MIN = 1e-4;

    private HistogramDistance() {}

    /** The histogram of a series, whichever form it has. */
    static LogLinearHistogram of(Series series) {
        if (series.values() == null) {
            return new LogLinearHistogram(series.buckets(), series.counts());
        }
        LogLinearHistogram histogram = new LogLinearHistogram();
        for (double value : series.values()) {
            histogram.add(value);
        }
        return histogram;
    }

    /**
     * Population stability index Σ (p − q) ln(p/q) over bins that end at the baseline's deciles,
     * rounded up to a bucket; deciles that fall into one bucket make one bin. Shares below {@value
     * #SHARE_MIN} count as that.
     */
    static double psi(LogLinearHistogram baseline, LogLinearHistogram window) {
        if (baseline.count() == 0 || window.count() == 0) {
            return Double.NaN;
        }
        int[] buckets = baseline.buckets();
        long[] counts = baseline.counts();
        long[] expected = new long[BINS];
        long[] actual = new long[BINS];
        int bin = 0;
        long through = 0;
        long before = 0;
        long beforeInWindow = 0;
        for (int i = 0; i < buckets.length; i++) {
            through += counts[i];
            boolean last = i == buckets.length - 1;
            if (last || through * BINS >= baseline.count() * (bin + 1)) {
                long throughWindow = last ? window.count() : window.countThrough(buckets[i]);
                expected[bin] = through - before;
                actual[bin] = throughWindow - beforeInWindow;
                before = through;
                beforeInWindow = throughWindow;
                // A bucket that holds several deciles leaves the bins of the others empty.
                bin = (int) Math.min(BINS - 1, through * BINS / baseline.count());
            }
        }
        return psi(expected, actual);
    }

    /** The index of counts in bins; a bin that is empty in both adds nothing. */
    static double psi(long[] expected, long[] actual) {
        double expectedTotal = 0;
        double actualTotal = 0;
        for (int i = 0; i < expected.length; i++) {
            expectedTotal += expected[i];
            actualTotal += actual[i];
        }
        double psi = 0;
        for (int i = 0; i < expected.length; i++) {
            double p = Math.max(SHARE_MIN, actual[i] / actualTotal);
            double q = Math.max(SHARE_MIN, expected[i] / expectedTotal);
            psi += (p - q) * StrictMath.log(p / q);
        }
        return psi;
    }

    /** Kolmogorov and Smirnov's distance: the greatest between the distribution functions. */
    static double ks(LogLinearHistogram a, LogLinearHistogram b) {
        if (a.count() == 0 || b.count() == 0) {
            return Double.NaN;
        }
        int[] aBuckets = a.buckets();
        int[] bBuckets = b.buckets();
        long[] aCounts = a.counts();
        long[] bCounts = b.counts();
        long aThrough = 0;
        long bThrough = 0;
        double distance = 0;
        int i = 0;
        int j = 0;
        while (i < aBuckets.length && j < bBuckets.length) {
            int bucket = Math.min(aBuckets[i], bBuckets[j]);
            aThrough += aBuckets[i] == bucket ? aCounts[i++] : 0;
            bThrough += bBuckets[j] == bucket ? bCounts[j++] : 0;
            double apart = (double) aThrough / a.count() - (double) bThrough / b.count();
            distance = Math.max(distance, Math.abs(apart));
        }
        return distance;
    }
}
