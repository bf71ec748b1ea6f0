package dev.surprisal.metrics;

import dev.surprisal.event.Series;
import java.util.Arrays;

/**
 * Counts of values by upper bound, filled a whole series at a time.
 *
 * <p>Every bound is a binary fraction of few digits, so that it lies between two buckets of {@code
 * kernel.LogLinearHistogram} and such a bucket is never cut: both shapes of a series give the same
 * counts. A value equal to a bound counts below it, as Prometheus has it; in a series too long to
 * be exact it counts above, because its bucket begins there.
 */
final class Buckets {

    /** Nats; the last bucket, +∞, comes by itself. */
    private static final double[] BOUNDS = {
        0x1p-10, 0x1p-8, 0x1p-6, 0x1p-4, 0.125, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24
    };

    /** Low bits of a double that do not choose a bucket of {@code LogLinearHistogram}. */
    private static final int IGNORED_BITS = 45;

    private final long[] counts = new long[BOUNDS.length + 1];
    private double sum;

    /** Upper bounds, +∞ last. */
    static double[] bounds() {
        double[] bounds = Arrays.copyOf(BOUNDS, BOUNDS.length + 1);
        bounds[BOUNDS.length] = Double.POSITIVE_INFINITY;
        return bounds;
    }

    /** Adds the values of a series, whose finite ones add up to {@code seriesSum}. */
    void add(Series series, double seriesSum) {
        if (series.values() != null) {
            addSorted(series.values());
        } else {
            for (int i = 0; i < series.buckets().length; i++) {
                counts[indexOf(lowerEdge(series.buckets()[i]), true)] += series.counts()[i];
            }
        }
        sum += seriesSum;
    }

    /** Adds one finite value. */
    void add(double value) {
        counts[indexOf(value, false)]++;
        sum += value;
    }

    /** How many values each bucket holds on its own. */
    long[] counts() {
        return counts.clone();
    }

    double sum() {
        return sum;
    }

    boolean isEmpty() {
        return Arrays.stream(counts).allMatch(count -> count == 0);
    }

    /** One walk along both, since the values ascend. */
    private void addSorted(double[] values) {
        int bucket = 0;
        for (double value : values) {
            while (bucket < BOUNDS.length && value > BOUNDS[bucket]) {
                bucket++;
            }
            counts[bucket]++;
        }
    }

    private static int indexOf(double value, boolean boundsBelongAbove) {
        int at = Arrays.binarySearch(BOUNDS, value);
        if (at < 0) {
            return -at - 1;
        }
        return boundsBelongAbove ? at + 1 : at;
    }

    /** The end of a log-linear bucket that is nearer to zero. */
    private static double lowerEdge(int bucket) {
        double magnitude = Double.longBitsToDouble((long) Math.abs(bucket) << IGNORED_BITS);
        return bucket < 0 ? -magnitude : magnitude;
    }
}
