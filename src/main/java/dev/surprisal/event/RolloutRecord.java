package dev.surprisal.event;

/**
 * A record of a trainer's roll-outs; one of the first two is null.
 *
 * @param rollout a completion
 * @param close that a writer has passed a step
 * @param fromSequence least number in its writer's log that this record stands for: those between
 *     it and the record before in its file were unreadable there and are nowhere else; its own
 *     where none was before
 */
public record RolloutRecord(Rollout rollout, StepClose close, long fromSequence) {

    /** Which record of which writer it is. */
    public RolloutIdentity identity() {
        return rollout == null ? close.identity() : rollout.identity();
    }
}
