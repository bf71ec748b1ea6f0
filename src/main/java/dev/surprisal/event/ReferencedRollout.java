package dev.surprisal.event;

/**
 * A record of a stream of roll-outs behind the server of the reference.
 *
 * @param record a roll-out with the reference's log-probs, or as it came; a close as it came
 * @param failure why the roll-out has no reference, in words; null if it has one, and of a close
 */
public record ReferencedRollout(RolloutRecord record, String failure) {}
