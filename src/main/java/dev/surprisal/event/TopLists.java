package dev.surprisal.event;

/**
 * The likeliest tokens that one model gave at a roll-out's positions, with log-probs of its whole
 * vocabulary.
 *
 * @param size how many likeliest a list is known to hold, whatever a server put behind them; 0 if
 *     not known, then as many as it has
 * @param vocabulary V; 0 if not known
 * @param statuses [tokens] {@link TokenStatus#code()} of the list: OK; NULL, there is none; PADDING
 *     where the mask is 0; POSITIVE, a log-prob above 0 or more mass than 1; NON_FINITE, an entry
 *     without a value
 * @param lists of the positions whose status is OK, at least one token each; empty at the others
 */
public record TopLists(int size, int vocabulary, byte[] statuses, TopCandidates lists) {}
