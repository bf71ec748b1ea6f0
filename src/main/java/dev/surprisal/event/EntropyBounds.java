package dev.surprisal.event;

/**
 * Between which numbers the entropy of each position is, in nats; NaN where it has no bound.
 *
 * @param low [tokens]
 * @param high [tokens]
 * @param targetIsTop [tokens] 1 where no listed token is likelier than the target, 0 where one is,
 *     -1 where nothing is listed
 */
public record EntropyBounds(double[] low, double[] high, byte[] targetIsTop) {}
