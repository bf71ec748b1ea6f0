package dev.surprisal.event;

/**
 * What roll-outs say of two models' log-probs, as exact sums: mergeable, state of windows. The
 * enums of package {@code policy} name the entries and only grow at the end.
 *
 * @param sums three longs each, see {@code kernel.ExactSums}
 * @param refused [sums] addends too large for an exact sum
 * @param counts tokens and sequences by what became of them
 * @param extremes least and greatest values; +∞ and −∞ where there were none
 */
public record PairTotals(long[] sums, long[] refused, long[] counts, double[] extremes) {}
