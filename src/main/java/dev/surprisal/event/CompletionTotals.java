package dev.surprisal.event;

/**
 * What roll-outs say beside pairs: rewards, lengths, surprisal of each role, as exact sums. The
 * enums of package {@code policy} name the entries and only grow at the end.
 *
 * @param sums three longs each, see {@code kernel.ExactSums}
 * @param counts completions and tokens
 * @param extremes least and greatest values; +∞ and −∞ where there were none
 */
public record CompletionTotals(long[] sums, long[] counts, double[] extremes) {}
