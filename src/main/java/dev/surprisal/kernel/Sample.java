package dev.surprisal.kernel;

import java.util.Arrays;

/**
 * The values of a series for its quantiles: every one of them up to a limit, a histogram beyond.
 *
 * <p>What a sample holds depends on the multiset of its values alone, never on their order or on
 * the tree of merges: with at most {@link #exactCountMax} values these, and with one more the
 * {@link LogLinearHistogram} of all of them. {@link #isExact} says which.
 *
 * <ul>
 *   <li>no values: exact, and every quantile NaN
 *   <li>-0.0 is kept as 0.0, so that sorted values are the same bits for every order
 *   <li>±∞ are values like others; between two different ones a quantile follows {@link #quantile}
 *   <li>NaN: {@link IllegalArgumentException}; the caller filters, and counts, what is no number
 * </ul>
 *
 * <p>Memory: at most 16 bytes a value, eight at the limit, then that of the histogram; while it
 * grows, as in a merge, the old array besides the new one.
 */
public final class Sample {

    /** Values kept exactly unless told otherwise: 32 MB, and 4 million positions of text. */
    public static final int EXACT_COUNT_MAX = 4_000_000;

    private final int exactCountMax;

    /** Null once there is a histogram. */
    private double[] values;

    private int valuesUsed;
    private boolean sorted;

    /** Null while exact. */
    private LogLinearHistogram histogram;

    /** Empty, exact up to {@value #EXACT_COUNT_MAX} values. */
    public Sample() {
        this(EXACT_COUNT_MAX);
    }

    /**
     * Empty.
     *
     * @param exactCountMax greatest number of values that are kept exactly, at least 0
     */
    public Sample(int exactCountMax) {
        if (exactCountMax < 0) {
            throw new IllegalArgumentException("exactCountMax " + exactCountMax + " below 0");
        }
        this.exactCountMax = exactCountMax;
        values = new double[Math.min(16, exactCountMax)];
    }

    /**
     * A sample with what {@link #exactValues} gave, in any order; it is spread into a histogram
     * when the limit is now lower.
     */
    public static Sample of(int exactCountMax, double[] exactValues) {
        Sample sample = new Sample(exactCountMax);
        if (exactValues.length <= exactCountMax) {
            sample.reserve(exactValues.length);
        }
        for (double value : exactValues) {
            sample.add(value);
        }
        return sample;
    }

    /**
     * A sample beyond its limit, with what {@link #histogram} gave: {@code Sample.of(exactCountMax,
     * new LogLinearHistogram(buckets, counts))}.
     *
     * @throws IllegalArgumentException when the histogram holds no more values than the limit: they
     *     would have been kept, and cannot be had back
     */
    public static Sample of(int exactCountMax, LogLinearHistogram histogram) {
        if (histogram.count() <= exactCountMax) {
            throw new IllegalArgumentException(
                    "histogram of %d values where up to %d are kept exactly"
                            .formatted(histogram.count(), exactCountMax));
        }
        Sample sample = new Sample(exactCountMax);
        sample.spill();
        sample.histogram.add(histogram);
        return sample;
    }

    /**
     * Adds a value.
     *
     * @throws IllegalArgumentException when x is NaN
     */
    public void add(double x) {
        if (Double.isNaN(x)) {
            throw new IllegalArgumentException("NaN is no value of a sample");
        }
        if (histogram == null && valuesUsed == exactCountMax) {
            spill();
        }
        if (histogram != null) {
            histogram.add(x);
            return;
        }
        if (valuesUsed == values.length) {
            reserve(valuesUsed + 1);
        }
        values[valuesUsed++] = x + 0.0; // -0.0 + 0.0 is 0.0
        sorted = false;
    }

    /**
     * Adds the values of {@code other}, which stays as it is.
     *
     * @throws IllegalArgumentException when the limits differ: which one held would depend on which
     *     sample was merged into which
     */
    public void add(Sample other) {
        if (other.exactCountMax != exactCountMax) {
            throw new IllegalArgumentException(
                    "limits " + exactCountMax + " and " + other.exactCountMax + " differ");
        }
        int more = other.valuesUsed;
        if (histogram == null && (other.histogram != null || more > exactCountMax - valuesUsed)) {
            if (other == this) {
                spill();
                histogram.add(histogram);
                return;
            }
            spill();
        }
        if (other.histogram != null) {
            histogram.add(other.histogram);
        } else if (histogram != null) {
            for (int i = 0; i < more; i++) {
                histogram.add(other.values[i]);
            }
        } else if (more > 0) {
            reserve(valuesUsed + more);
            System.arraycopy(other.values, 0, values, valuesUsed, more);
            valuesUsed += more;
            sorted = false;
        }
    }

    /**
     * Adds the values of a histogram, by what its {@link LogLinearHistogram#buckets} and {@link
     * LogLinearHistogram#counts} gave: the same as {@link #add(Sample)} of one that has it.
     *
     * @throws IllegalArgumentException when the histogram holds no more values than the limit, or
     *     is none
     * @see LogLinearHistogram#add(int[], long[])
     */
    public void add(int[] buckets, long[] counts) {
        if (exactCountMax > 0 || buckets.length == 0) {
            add(of(exactCountMax, new LogLinearHistogram(buckets, counts)));
            return;
        }
        if (histogram == null) {
            spill();
        }
        histogram.add(buckets, counts);
    }

    /** Number of values. */
    public long count() {
        return histogram == null ? valuesUsed : histogram.count();
    }

    /** Greatest number of values that are kept exactly. */
    public int exactCountMax() {
        return exactCountMax;
    }

    /** Whether quantiles are of the values themselves, without the histogram's error. */
    public boolean isExact() {
        return histogram == null;
    }

    /**
     * The quantile at {@code fraction} of the way from the least value to the greatest.
     *
     * <p>With a ≤ b the values at ranks floor(h) and floor(h) + 1 from 0, h = fraction * (count -
     * 1), it is a + (b − a)(h − floor(h)): type 7 of Hyndman and Fan (1996),
     * doi:10.1080/00031305.1996.10473566, numpy's "linear" and llama.cpp's percentile (which
     * computes it in float).
     *
     * <ul>
     *   <li>no values: NaN
     *   <li>h halfway between two ranks, as for the median of an even count: (a + b) / 2, rounded
     *       once
     *   <li>a = b or h a whole number: a itself; otherwise a = −∞ gives −∞, b = +∞ gives +∞ and
     *       both together NaN
     * </ul>
     *
     * <p>Error: three roundings when {@link #isExact}, else that of {@link LogLinearHistogram}.
     *
     * @throws IllegalArgumentException when fraction is not in [0, 1]
     */
    public double quantile(double fraction) {
        if (histogram != null) {
            return histogram.quantile(fraction);
        }
        double position = position(fraction, valuesUsed);
        if (valuesUsed == 0) {
            return Double.NaN;
        }
        sort();
        int rank = (int) position;
        double upper = values[Math.min(rank + 1, valuesUsed - 1)];
        return interpolate(values[rank], upper, position - rank);
    }

    /** The values, ascending; null when not exact. */
    public double[] exactValues() {
        if (histogram != null) {
            return null;
        }
        sort();
        return Arrays.copyOf(values, valuesUsed);
    }

    /** The histogram of all values, the sample's own and not a copy; null when exact. */
    public LogLinearHistogram histogram() {
        return histogram;
    }

    /** Rank from 0, not whole as a rule, of the quantile at {@code fraction} of count values. */
    static double position(double fraction, long count) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("fraction " + fraction + " not in [0, 1]");
        }
        return fraction * (count - 1);
    }

    /** {@code fraction} of the way from lower to upper; see {@link #quantile}. */
    static double interpolate(double lower, double upper, double fraction) {
        if (lower == upper || fraction == 0) {
            return lower;
        }
        double distance = upper - lower;
        if (fraction == 0.5 || Double.isInfinite(distance)) {
            return (1 - fraction) * lower + fraction * upper;
        }
        return lower + distance * fraction;
    }

    private void sort() {
        if (!sorted) {
            Arrays.sort(values, 0, valuesUsed);
            sorted = true;
        }
    }

    private void reserve(int needed) {
        if (needed > values.length) {
            long grown = Math.min(exactCountMax, 2L * values.length);
            values = Arrays.copyOf(values, (int) Math.max(needed, grown));
        }
    }

    private void spill() {
        histogram = new LogLinearHistogram();
        for (int i = 0; i < valuesUsed; i++) {
            histogram.add(values[i]);
        }
        values = null;
        valuesUsed = 0;
    }
}
