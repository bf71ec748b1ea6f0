package dev.surprisal.event;

/**
 * Exact sums of what the surprisal of sampled tokens is above the entropy, by role in its order.
 *
 * @param sums of {@code kernel.ClusteredRatio}, from the upper and then from the lower bound of the
 *     entropy, of each role
 * @param counts as {@code policy.GapTally} lays them out
 */
public record GapTotals(long[] sums, long[] counts) {}
