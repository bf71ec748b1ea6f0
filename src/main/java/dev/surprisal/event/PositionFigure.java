package dev.surprisal.event;

/**
 * Mean nll of the tokens that had about the same amount of context.
 *
 * @param contextFrom fewest tokens of context, inclusive
 * @param contextTo most tokens of context, inclusive
 * @param tokens scored
 * @param nllMean nats a token
 */
public record PositionFigure(int contextFrom, int contextTo, long tokens, double nllMean) {}
