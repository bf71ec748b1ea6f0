package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;

/**
 * Block operations of the row kernel: the loops that are worth vectorising, and nothing else.
 *
 * <p>A block is at most {@link #BLOCK} floats, filled up with −∞ to a multiple of {@link #STEP}
 * ({@code padded}). Lane {@code j} of {@link #LANES} owns the elements {@code i} with {@code i mod
 * LANES = j}; it adds {@code x[i] + x[i + LANES]} first and that to its sum, so a sum of positive
 * terms is right to 10·2^-24 = 6e-7 relative, whatever the terms: half an ulp for the pair, and on
 * average 8.5 half ulps of the growing sum for its 16 additions. Sums are left in lanes: callers
 * add them in one fixed order ({@link #sumLanes}), in double.
 *
 * <p>Implementations give the same bits for the same input (the contents of a NaN excepted).
 */
interface LogSpaceKernel {
    /** Most elements of a block; its working set of 8 KiB stays in the first-level cache. */
    int BLOCK = 512;

    /** Logical lanes, the width of a 512-bit vector of floats whatever the machine has. */
    int LANES = 16;

    /** Elements that one turn of a loop takes: two per lane. */
    int STEP = 2 * LANES;

    /** The name that {@link LogSpace#kernelName} reports. */
    String name();

    /**
     * Decodes {@code count} elements at {@code offset}, little endian, to {@code out[0..count)}.
     *
     * @param scale of {@link ElementType#U16_CODES}, else ignored
     * @param minimum of {@link ElementType#U16_CODES}, else ignored
     */
    void decode(
            ElementType type,
            byte[] bytes,
            int offset,
            int count,
            float scale,
            float minimum,
            float[] out);

    /** Greatest of {@code x[0..padded)}, NaN ignored: −∞ where nothing is greater; never −0. */
    float maximum(float[] x, int padded);

    /** How many of {@code x[0..padded)} are strictly greater than {@code threshold}. */
    int countAbove(float[] x, int padded, float threshold);

    /**
     * Replaces {@code x} by d = x − shift, writes e = exp(d) by {@link ExpPolynomial}, and leaves
     * the lanes of Σe, Σe·d and Σe·d² in {@code lanes[0..16)}, {@code [16..32)} and {@code
     * [32..48)}. Where e is 0 its terms are 0.
     */
    void exponentials(float[] x, float[] e, int padded, float shift, float[] lanes);

    /** Leaves the lanes of Σ x[0..count) in {@code lanes[0..16)}; {@code count} is not padded. */
    void sum(float[] x, int count, float[] lanes);

    /**
     * Leaves the lanes of Σ eA·(dA − dB) in {@code lanes[0..16)} and of Σ eB·(dA − dB) in {@code
     * [16..32)}. Where the weight e is 0 the term is 0.
     */
    void cross(float[] dA, float[] eA, float[] dB, float[] eB, int padded, float[] lanes);

    /**
     * Leaves the lanes of Σ|p − q| in {@code lanes[0..16)} and of Σ h(p, q) in {@code [16..32)},
     * where p = wA·eA, q = wB·eB and h(p, q) = p ln(2p/(p+q)) + q ln(2q/(p+q)).
     *
     * <p>With b = max(p, q), r = min(p, q)/b and t = |ln p − ln q|, which is known without a
     * logarithm as |dA − dB + difference|:
     *
     * <pre>
     * h = b·((1 + r)·ln(2/(1 + r)) − r·t),   ln(2/(1 + r)) = 2 artanh(z),   z = (1 − r)/(3 + r) ≤ 1/3
     * </pre>
     *
     * <p>artanh is its series to z^13/13 ({@link ArtanhSeries}), relative error below 2e-8. Two
     * zeros have r = 0, and equal probabilities give exactly 0.
     *
     * @param difference ln p − ln q of an element with dA = dB
     */
    void symmetric(
            float[] dA,
            float[] eA,
            float wA,
            float[] dB,
            float[] eB,
            float wB,
            float difference,
            int padded,
            float[] lanes);

    /** Σ lanes[from..from+16) in double, as one fixed tree: short, and the same for all kernels. */
    static double sumLanes(float[] lanes, int from) {
        double first = (double) lanes[from] + lanes[from + 1];
        double second = (double) lanes[from + 2] + lanes[from + 3];
        double third = (double) lanes[from + 4] + lanes[from + 5];
        double fourth = (double) lanes[from + 6] + lanes[from + 7];
        double fifth = (double) lanes[from + 8] + lanes[from + 9];
        double sixth = (double) lanes[from + 10] + lanes[from + 11];
        double seventh = (double) lanes[from + 12] + lanes[from + 13];
        double eighth = (double) lanes[from + 14] + lanes[from + 15];
        return ((first + second) + (third + fourth)) + ((fifth + sixth) + (seventh + eighth));
    }

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
