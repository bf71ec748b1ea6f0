package dev.surprisal.event;

/**
 * The likeliest tokens at each position of a piece, as the server listed them, without repeats.
 * Kept so that bounds of entropy and of KL between two servers can be computed later.
 *
 * @param offsets [tokens + 1] candidates of position i are [offsets[i], offsets[i + 1])
 * @param tokens [candidates] token id; where the server names tokens only by their text, a negative
 *     hash of its bytes
 * @param logprobs [candidates] natural; only values that are log-probs are listed
 */
public record TopCandidates(int[] offsets, long[] tokens, double[] logprobs) {}
