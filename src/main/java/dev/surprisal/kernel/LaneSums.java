package dev.surprisal.kernel;

import java.util.Arrays;

/**
 * Sums of one row, or of a pair, in {@link LogSpaceKernel#LANES} float lanes under one maximum:
 * those of the block at hand, which a kernel writes, and those of the blocks before.
 *
 * <p>A lane adds its 16 terms of a block in float. Blocks are added by {@link
 * LogSpaceKernel#commit} as an unevaluated sum of two floats, {@link #high} + {@link #low} (Knuth's
 * TwoSum), good to about 2^-44 relative: as a double would be, but in a loop of additions that the
 * compiler turns into vectors of any width, all of the same bits.
 *
 * <p>Cleared whenever the maximum rises, some ten times a row.
 */
final class LaneSums {
    /** Σ (maximum − x), the depths of the logits. */
    static final int DEPTH = 0;

    /** Σ e, of weights e = exp(x − maximum). */
    static final int WEIGHT = LogSpaceKernel.LANES;

    /** Σ e·depth. */
    static final int FIRST_MOMENT = 2 * LogSpaceKernel.LANES;

    /** Σ e·depth². */
    static final int SECOND_MOMENT = 3 * LogSpaceKernel.LANES;

    /** Of a pair: Σ e·difference by the first row's weights. */
    static final int CROSS_FIRST = 0;

    /** Of a pair: Σ e·difference by the second row's weights. */
    static final int CROSS_SECOND = LogSpaceKernel.LANES;

    /** Of a pair's second pass: Σ|p − q|. */
    static final int DISTANCE = 0;

    /** Of a pair's second pass: twice the terms of the Jensen-Shannon divergence. */
    static final int DIVERGENCE = LogSpaceKernel.LANES;

    /** Lanes of a pair's two statistics. */
    static final int PAIR_LENGTH = 2 * LogSpaceKernel.LANES;

    /** Lanes of the block at hand, statistic by statistic, as the offsets above say. */
    final float[] block = new float[4 * LogSpaceKernel.LANES];

    /** How many elements of the block at hand are greater than the target's, by lane. */
    final int[] blockAbove = new int[LogSpaceKernel.LANES];

    /** Negative where a lane of the block at hand holds an element greater than the maximum. */
    final int[] blockExceeds = new int[LogSpaceKernel.LANES];

    /** Rounded sums of the blocks committed. */
    final float[] high = new float[4 * LogSpaceKernel.LANES];

    /** What the roundings of {@link #high} have lost. */
    final float[] low = new float[4 * LogSpaceKernel.LANES];

    final int[] above = new int[LogSpaceKernel.LANES];

    /** Sum over the lanes of one statistic, in double and in their order. */
    double total(int statistic) {
        double total = 0;
        for (int i = statistic; i < statistic + LogSpaceKernel.LANES; i++) {
            // TwoSum makes NaN of an infinity's rounding error.
            total += Float.isInfinite(high[i]) ? high[i] : (double) high[i] + low[i];
        }
        return total;
    }

    /** How many elements of the blocks committed are greater than the target's. */
    int above() {
        int total = 0;
        for (int count : above) {
            total += count;
        }
        return total;
    }

    /** Forgets the blocks committed, for a new maximum or a new row. */
    void clear() {
        Arrays.fill(high, 0f);
        Arrays.fill(low, 0f);
        Arrays.fill(above, 0);
    }
}
