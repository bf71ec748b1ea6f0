package dev.surprisal.event;

/**
 * State of an open document beside its pieces.
 *
 * @param entries tokens of the pieces that count so far
 * @param duplicates repeats that were dropped
 * @param conflicts repeats that were not bit-equal to the one that counts
 * @param closed whether it was emitted: what comes now is a repeat
 */
public record DocumentTally(long entries, long duplicates, long conflicts, boolean closed) {}
