package dev.surprisal.event;

/**
 * A writer has passed a training step: it writes no more roll-outs of this step or of one before.
 *
 * @param origin where the bytes came from
 * @param identity which record it is; its id is null
 * @param step that is closed; of the last record the greatest one that was written, -1 if none
 * @param rollouts how many this attempt wrote of that step
 * @param last whether the writer ends: it has passed every step
 */
public record StepClose(
        Origin origin, RolloutIdentity identity, long step, long rollouts, boolean last) {}
