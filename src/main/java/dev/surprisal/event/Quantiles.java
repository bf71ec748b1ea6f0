package dev.surprisal.event;

/**
 * Order statistics of one per-token number.
 *
 * @param levels in (0, 1), ascending
 * @param values [levels] linear interpolation at level·(n − 1); NaN when there are no values
 */
public record Quantiles(double[] levels, double[] values) {}
