package dev.surprisal.event;

/**
 * Exact sums of losses, as {@code loss.LossSums} lays them out.
 *
 * @param sums of {@code kernel.ExactSums}
 * @param counts lines, items and hits
 */
public record LossTotals(long[] sums, long[] counts) {}
