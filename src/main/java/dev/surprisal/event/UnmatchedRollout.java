package dev.surprisal.event;

/**
 * A roll-out of the second of two streams that has become part of no record.
 *
 * @param rollout as it came
 * @param line UNMATCHED, REFUSED, SUPERSEDED or LATE
 * @param reason in words
 */
public record UnmatchedRollout(Rollout rollout, RolloutJoinLine line, String reason) {}
