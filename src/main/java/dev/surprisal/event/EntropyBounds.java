package dev.surprisal.event;

/**
 * Between which numbers the entropy of each position is, in nats; NaN where it has no bound.
 *
 * @param low [tokens]
 * @param high [tokens]; the same as {@code low} where a full row was read
 */
public record EntropyBounds(double[] low, double[] high) {}
