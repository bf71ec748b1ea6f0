package dev.surprisal.event;

/**
 * Everything that is summed over the tokens of a document, a window or a job. Merging two is exact,
 * so any order and any tree of merges gives the same bits.
 *
 * <p>The meaning of each index is an enum of the aggregate package ({@code Sum}, {@code Count},
 * {@code Tracked}); new ones are only added at the end, so that stored state stays readable.
 *
 * @param tokensExpected tokens that should have been scored
 * @param statuses [TokenStatus] how many tokens had each status
 * @param counts [Count]
 * @param sums fixed-point cells of three longs: [Sum], then six for the clusters of nll and six for
 *     those of its difference to the reference
 * @param minima [Tracked] smallest finite value; +∞ when none
 * @param maxima [Tracked] largest finite value; −∞ when none
 * @param series [Tracked] values for quantiles
 * @param worst the least expected tokens, where their places in a text are known
 */
public record Totals(
        long tokensExpected,
        long[] statuses,
        long[] counts,
        long[] sums,
        double[] minima,
        double[] maxima,
        Series[] series,
        SurprisingToken[] worst) {}
