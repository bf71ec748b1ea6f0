package dev.surprisal.event;

/**
 * A half of a pair of completions on its way to the other.
 *
 * @param pair name of the pair, within the roll-outs that one process of a writer wrote of a step
 * @param preferred whether it was chosen, else rejected
 * @param logRatio Σ ln p − ln q over all its tokens, q the reference, nats; NaN where a token lacks
 *     one of the two, or where there is none
 */
public record PreferenceHalf(String pair, boolean preferred, double logRatio) {}
