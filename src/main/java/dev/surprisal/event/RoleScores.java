package dev.surprisal.event;

/**
 * What one model says of a roll-out's tokens.
 *
 * @param logprobs [tokens] natural; NaN where the status is not OK
 * @param statuses [tokens] {@link TokenStatus#code()}; PADDING where the mask is 0
 * @param top its likeliest tokens at each position; null if the record has none
 */
public record RoleScores(double[] logprobs, byte[] statuses, TopLists top) {}
