package dev.surprisal.event;

/**
 * One record of a stream of roll-outs on its way; one of the two is null.
 *
 * @param rollout a completion
 * @param close that a writer has passed a step
 */
public record RolloutRecord(Rollout rollout, StepClose close) {

    /** A completion. */
    public static RolloutRecord of(Rollout rollout) {
        return new RolloutRecord(rollout, null);
    }

    /** The end of a step. */
    public static RolloutRecord of(StepClose close) {
        return new RolloutRecord(null, close);
    }

    /** Which record of which writer it is. */
    public RolloutIdentity identity() {
        return rollout != null ? rollout.identity() : close.identity();
    }
}
