package dev.surprisal.event;

/**
 * The entropy of a window as far as payloads tell it, in nats a token; NaN where nothing does. From
 * top-k lists it is known between two bounds; the upper one needs the size of the vocabulary.
 *
 * @param tokens positions with a lower bound
 * @param low mean of the lower bounds
 * @param high mean of the upper bounds
 * @param gapLow mean of nll − upper bound, over scored tokens that have one
 * @param gapHigh mean of nll − lower bound
 */
public record EntropyFigures(long tokens, double low, double high, double gapLow, double gapHigh) {}
