package dev.surprisal.kernel;

import java.util.Arrays;

/**
 * Counts of values in buckets a fraction of their size wide, for quantiles of any number of values.
 *
 * <p>Each power of two is cut into {@value #BUCKETS_PER_OCTAVE} buckets of equal width, for either
 * sign. A bucket is read off the double's bits (sign, exponent, top seven bits of the significand),
 * so no logarithm and no rounding decides where a value goes, on any machine. Merging adds counts:
 * equal multisets of values give equal {@link #buckets} and {@link #counts}, whatever the order and
 * the tree of merges.
 *
 * <ul>
 *   <li>|x| &lt; {@value #FLOOR}, -0.0 included: bucket 0, which stands for 0
 *   <li>−∞ and +∞: a bucket each, which stands for itself
 *   <li>NaN: {@link IllegalArgumentException}; the caller filters, and counts, what is no number
 *   <li>no values: count 0 and every quantile NaN
 * </ul>
 *
 * <p>Error: a bucket stands for its midpoint, within 2^-8 of each of its values relative to that
 * value, or within {@value #FLOOR} of them for bucket 0; so does a quantile between values of one
 * sign. Between values of different sign the error is within 2^-8 of the greater magnitude.
 *
 * <p>Memory: 24 to 48 bytes for each bucket that holds a value, at most 269,809 of them; values
 * from 1e-4 to 20, as surprisals are, fill at most 2,300. Source of the layout: HdrHistogram, with
 * the binary exponent of the double in place of a leading zero count.
 */
public final class LogLinearHistogram {

    /** Magnitudes below this count as zero. */
    public static final double FLOOR = 1e-9;

    /** Buckets that a power of two is cut into: 2^7, so half a bucket is 2^-8 of its lower edge. */
    public static final int BUCKETS_PER_OCTAVE = 128;

    /** Bits of the significand that do not choose the bucket: 52 - 7. */
    private static final int IGNORED_BITS = 45;

    private static final int INFINITY_BUCKET = bucketOf(Double.POSITIVE_INFINITY);
    private static final int FLOOR_BUCKET = bucketOf(FLOOR);

    /** Of the hash: 2^32 divided by the golden ratio, odd, spreads neighbours (Knuth, 6.4). */
    private static final int GOLDEN = 0x9E3779B9;

    /** Open addressing with linear probing; a slot with count 0 is empty. Length a power of two. */
    private int[] slotBuckets;

    private long[] slotCounts;
    private int slotsUsed;
    private long count;

    /** The buckets that hold values, ascending; null when one was added since. */
    private int[] ascending;

    /** Without values. */
    public LogLinearHistogram() {
        slotBuckets = new int[16];
        slotCounts = new long[16];
    }

    /**
     * With what {@link #buckets} and {@link #counts} gave.
     *
     * @throws IllegalArgumentException when they are not of one length, buckets not ascending, not
     *     buckets of this layout, or counts not positive
     */
    public LogLinearHistogram(int[] buckets, long[] counts) {
        int slots = Integer.highestOneBit(Math.max(8, buckets.length)) * 4;
        slotBuckets = new int[slots];
        slotCounts = new long[slots];
        add(buckets, counts);
    }

    /**
     * Adds what {@link #buckets} and {@link #counts} of another one gave.
     *
     * @throws IllegalArgumentException when they are not of one length, buckets not ascending, not
     *     buckets of this layout, or counts not positive; those before have been added
     */
    public void add(int[] buckets, long[] counts) {
        if (buckets.length != counts.length) {
            throw new IllegalArgumentException(
                    buckets.length + " buckets and " + counts.length + " counts");
        }
        for (int i = 0; i < buckets.length; i++) {
            int magnitude = Math.abs(buckets[i]);
            boolean known = magnitude == 0 || magnitude >= FLOOR_BUCKET;
            boolean inOrder = i == 0 || buckets[i - 1] < buckets[i];
            if (!known || magnitude > INFINITY_BUCKET || !inOrder || counts[i] <= 0) {
                throw new IllegalArgumentException(
                        "bucket " + buckets[i] + " at " + i + " with count " + counts[i]);
            }
            addCount(buckets[i], counts[i]);
        }
    }

    /**
     * Counts {@code x}.
     *
     * @throws IllegalArgumentException when x is NaN
     */
    public void add(double x) {
        if (Double.isNaN(x)) {
            throw new IllegalArgumentException("NaN has no bucket");
        }
        addCount(bucketOf(x), 1);
    }

    /** Adds the counts of {@code other}, which stays as it is. */
    public void add(LogLinearHistogram other) {
        // Of this very histogram: its buckets are all present, so no slot moves on the way.
        for (int slot = 0; slot < other.slotCounts.length; slot++) {
            if (other.slotCounts[slot] != 0) {
                addCount(other.slotBuckets[slot], other.slotCounts[slot]);
            }
        }
    }

    /** Number of values. */
    public long count() {
        return count;
    }

    /**
     * The quantile at {@code fraction} of the way from the least value to the greatest, by linear
     * interpolation at position fraction * (count - 1), as {@link Sample#quantile}, between what
     * the buckets stand for. Error as above; NaN without values.
     *
     * @throws IllegalArgumentException when fraction is not in [0, 1]
     */
    public double quantile(double fraction) {
        double position = Sample.position(fraction, count);
        if (count == 0) {
            return Double.NaN;
        }
        long rank = Math.min((long) position, count - 1); // count - 1 as a double may round up
        int[] buckets = ascending();
        int at = 0;
        long through = countOf(buckets[0]);
        while (through <= rank) {
            through += countOf(buckets[++at]);
        }
        double lower = midpoint(buckets[at]);
        boolean nextIsHigher = through == rank + 1 && at + 1 < buckets.length;
        double upper = nextIsHigher ? midpoint(buckets[at + 1]) : lower;
        return Sample.interpolate(lower, upper, position - rank);
    }

    /** Buckets that hold values, ascending: negative numbers for negative values, 0 for zero. */
    public int[] buckets() {
        return ascending().clone();
    }

    /** Sorted once for all quantiles, buckets and counts that are asked for until the next one. */
    private int[] ascending() {
        if (ascending == null) {
            ascending = sort();
        }
        return ascending;
    }

    private int[] sort() {
        int[] buckets = new int[slotsUsed];
        int used = 0;
        for (int slot = 0; slot < slotCounts.length; slot++) {
            if (slotCounts[slot] != 0) {
                buckets[used++] = slotBuckets[slot];
            }
        }
        Arrays.sort(buckets);
        return buckets;
    }

    /** Values in each of {@link #buckets}. */
    public long[] counts() {
        int[] buckets = ascending();
        long[] counts = new long[buckets.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = countOf(buckets[i]);
        }
        return counts;
    }

    /** Values in the buckets up to {@code bucket}, that one included; 0 for one below all. */
    public long countThrough(int bucket) {
        long through = 0;
        for (int slot = 0; slot < slotCounts.length; slot++) {
            if (slotCounts[slot] != 0 && slotBuckets[slot] <= bucket) {
                through += slotCounts[slot];
            }
        }
        return through;
    }

    /**
     * Greatest number that no value of a bucket lies below: the bucket {@code b > 0} holds {@code
     * lowerEdge(b) <= x < upperEdge(b)}, its mirror image the negatives. Bucket 0 holds |x| below
     * {@value #FLOOR}; those of ±∞ have both edges there.
     */
    public static double lowerEdge(int bucket) {
        if (bucket > 0) {
            return Double.longBitsToDouble((long) bucket << IGNORED_BITS);
        }
        return bucket == 0 ? -FLOOR : -upperEdge(-bucket);
    }

    /** Least number that no value of a bucket lies above; +∞ for the last finite bucket. */
    public static double upperEdge(int bucket) {
        if (bucket > 0) {
            long next = Math.min(bucket + 1, INFINITY_BUCKET);
            return Double.longBitsToDouble(next << IGNORED_BITS);
        }
        return bucket == 0 ? FLOOR : -lowerEdge(-bucket);
    }

    private static int bucketOf(double x) {
        double magnitude = Math.abs(x);
        if (magnitude < FLOOR) {
            return 0;
        }
        int bucket = (int) (Double.doubleToRawLongBits(magnitude) >>> IGNORED_BITS);
        return x < 0 ? -bucket : bucket;
    }

    /** What a bucket stands for. */
    private static double midpoint(int bucket) {
        int magnitude = Math.abs(bucket);
        if (magnitude == 0) {
            return 0;
        }
        long half = magnitude == INFINITY_BUCKET ? 0 : 1L << (IGNORED_BITS - 1);
        double midpoint = Double.longBitsToDouble((long) magnitude << IGNORED_BITS | half);
        return bucket < 0 ? -midpoint : midpoint;
    }

    private void addCount(int bucket, long more) {
        int slot = slotOf(bucket);
        if (slotCounts[slot] == 0) {
            slotBuckets[slot] = bucket;
            slotsUsed++;
            ascending = null;
        }
        count = Math.addExact(count, more);
        slotCounts[slot] += more; // no more than count
        if (2 * slotsUsed > slotCounts.length) {
            grow();
        }
    }

    private long countOf(int bucket) {
        return slotCounts[slotOf(bucket)];
    }

    /** The slot of a bucket, or the empty one where it would go; half the slots are empty. */
    private int slotOf(int bucket) {
        int mask = slotCounts.length - 1;
        int slot = ((bucket * GOLDEN) >>> 7) & mask;
        while (slotCounts[slot] != 0 && slotBuckets[slot] != bucket) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        int[] oldBuckets = slotBuckets;
        long[] oldCounts = slotCounts;
        slotBuckets = new int[2 * oldBuckets.length];
        slotCounts = new long[2 * oldCounts.length];
        for (int i = 0; i < oldCounts.length; i++) {
            if (oldCounts[i] != 0) {
                int slot = slotOf(oldBuckets[i]);
                slotBuckets[slot] = oldBuckets[i];
                slotCounts[slot] = oldCounts[i];
            }
        }
    }
}
