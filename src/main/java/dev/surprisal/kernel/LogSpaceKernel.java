package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;

/**
 * Block operations of the row kernel: the loops that are worth vectorising, and nothing else.
 *
 * <p>A block is at most {@link #BLOCK} little-endian floats in a byte array, either the row itself
 * or a decoded copy, its length a multiple of {@link #LANES} (a row's end is filled up with −∞).
 * Lane {@code j} owns the elements {@code i} with {@code i mod LANES = j} and adds its 16 terms one
 * by one, so a sum of positive terms is right to 8.5·2^-24 = 5e-7 relative, whatever the terms.
 * Sums are left in lanes, in {@link LaneSums}.
 *
 * <p>{@code maximum} is the row's greatest element so far, this block included, and finite. An
 * element's depth is n = maximum − x ≥ 0 and its weight e = exp(−n) by {@link ExpPolynomial}; the
 * weight of a NaN is whatever comes out, since {@link #scan} has seen it.
 *
 * <p>Implementations give the same bits for the same input (the contents of a NaN excepted).
 */
interface LogSpaceKernel {
    /** Most elements of a block. */
    int BLOCK = 512;

    /** Logical lanes, two 512-bit vectors of floats whatever the machine has. */
    int LANES = 32;

    /** The name that {@link LogSpace#kernelName} reports. */
    String name();

    /** Greatest element, NaN ignored: −∞ where nothing is greater; never −0. */
    float maximum(byte[] x, int offset, int length);

    /**
     * First look at a block: leaves Σn in {@link LaneSums#DEPTH}, how many elements are strictly
     * greater than {@code threshold} in {@link LaneSums#blockAbove}, and in {@link
     * LaneSums#blockExceeds} whether any is greater than {@code maximum}. A NaN makes its lane of
     * Σn NaN, and may count as greater than anything.
     *
     * @param threshold finite and not −0
     */
    void scan(byte[] x, int offset, int length, float maximum, float threshold, LaneSums out);

    /**
     * {@link BlockDecoder#decode} and {@link #scan} of what it wrote, in one loop.
     *
     * @param scale of {@link ElementType#U16_CODES}, else ignored
     * @param minimum of {@link ElementType#U16_CODES}, else ignored
     */
    void decodeAndScan(
            ElementType type,
            byte[] bytes,
            int offset,
            int length,
            float scale,
            float minimum,
            byte[] decoded,
            float maximum,
            float threshold,
            LaneSums out);

    /** Whether the block scanned may hold an element greater than the maximum, or a NaN. */
    boolean exceeds(LaneSums sums);

    /** Adds the first {@code length} lanes of the block at hand, and its counts. */
    void commit(LaneSums sums, int length);

    /** Leaves Σe in {@link LaneSums#WEIGHT}. */
    void weights(byte[] x, int offset, int length, float maximum, LaneSums out);

    /**
     * Leaves Σe, Σe·n and Σe·n² in {@link LaneSums#WEIGHT}, {@link LaneSums#FIRST_MOMENT} and
     * {@link LaneSums#SECOND_MOMENT}. Where e is 0 its terms are 0.
     */
    void moments(byte[] x, int offset, int length, float maximum, LaneSums out);

    /** As {@link #moments}, and writes {@code e}: for the first row of a pair. */
    void moments(byte[] x, int offset, int length, float maximum, float[] e, LaneSums out);

    /**
     * As {@link #moments} for the second row of a pair, y, and leaves Σ eX·(nY − nX) in {@link
     * LaneSums#CROSS_FIRST} and Σ eY·(nY − nX) in {@link LaneSums#CROSS_SECOND} of {@code cross}.
     * Depths count as at most the greatest float here, so a term is 0 where its weight is.
     *
     * @param eX weights of the first row, x
     */
    void cross(
            byte[] y,
            int yOffset,
            int length,
            float yMaximum,
            byte[] x,
            int xOffset,
            float xMaximum,
            float[] eX,
            LaneSums out,
            LaneSums cross);

    /** Writes {@code n}, at most {@link ExpPolynomial#ARGUMENT_MAX}, and {@code e}. */
    void weigh(byte[] x, int offset, int length, float maximum, float[] n, float[] e);

    /**
     * Leaves Σ|p − q| in {@link LaneSums#DISTANCE}, where p = wA·eA and q = wB·eB.
     *
     * @param wA p of the first row's maximum
     */
    void distance(float[] eA, float wA, float[] eB, float wB, int length, LaneSums out);

    /**
     * Leaves Σ h(p, q) in {@link LaneSums#DIVERGENCE}, where p = wA·eA, q = wB·eB and h(p, q) = p
     * ln(2p/(p+q)) + q ln(2q/(p+q)).
     *
     * <p>With b = max(p, q), r = min(p, q)/b and t = |ln p − ln q|, which is known without a
     * logarithm as |nB − nA + difference|:
     *
     * <pre>
     * h = b·((1 + r)·ln(2/(1 + r)) − r·t),   ln(2/(1 + r)) = 2 artanh(z),   z = (1 − r)/(3 + r) ≤ 1/3
     * </pre>
     *
     * <p>artanh is its series to z^13/13 ({@link ArtanhSeries}), relative error below 2e-8. Two
     * zeros have r = 0, and equal probabilities give exactly 0.
     *
     * @param difference ln p − ln q of an element with nA = nB
     */
    void divergence(
            float[] nA,
            float[] eA,
            float wA,
            float[] nB,
            float[] eB,
            float wB,
            float difference,
            int length,
            LaneSums out);

    /** {@link #FIRST_ONLY} where x &gt; −∞ and y = −∞, plus {@link #SECOND_ONLY} the other way. */
    int supports(byte[] x, int xOffset, byte[] y, int yOffset, int length);

    int FIRST_ONLY = 1;
    int SECOND_ONLY = 2;

    /** Coefficients 1/(2k + 1) of artanh(z)/z in z². */
    final class ArtanhSeries {
        static final float A3 = 1f / 3;
        static final float A5 = 1f / 5;
        static final float A7 = 1f / 7;
        static final float A9 = 1f / 9;
        static final float A11 = 1f / 11;
        static final float A13 = 1f / 13;

        private ArtanhSeries() {}
    }
}
