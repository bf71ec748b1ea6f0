package dev.surprisal.event;

/**
 * Adds to one line of what becomes of joined roll-outs.
 *
 * @param line which
 * @param primary whether it is of the first stream, else of the second
 * @param step of training
 * @param count how much, at least 1
 */
public record RolloutJoinEntry(RolloutJoinLine line, boolean primary, long step, long count) {}
