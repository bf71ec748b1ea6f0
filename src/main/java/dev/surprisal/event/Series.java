package dev.surprisal.event;

/**
 * The values of one per-token number, for quantiles: exact and sorted up to a limit, beyond it a
 * log-linear histogram. Which of the two depends only on how many values there are.
 *
 * @param values sorted ascending; null when there are too many
 * @param buckets histogram bucket indices, ascending; null when exact
 * @param counts of the buckets; null when exact
 */
public record Series(double[] values, int[] buckets, long[] counts) {}
