package dev.surprisal.event;

/**
 * State of a run of training.
 *
 * @param run its name; "" if it is not known
 * @param writers how many write
 * @param emitted greatest step that was emitted; -1 if none
 * @param greatest greatest step that a roll-out was of; -1 if none
 * @param admitted groups that have lines of their own
 * @param frontierKl square roots of KL of the steps that no other one dominates, ascending
 * @param frontierReward their rewards, ascending
 * @param windowIndex of the open window; -1 if there is none
 * @param windowComplete whether all steps in it were complete
 */
public record StepRun(
        String run,
        int writers,
        long emitted,
        long greatest,
        String[] admitted,
        double[] frontierKl,
        double[] frontierReward,
        long windowIndex,
        boolean windowComplete) {}
