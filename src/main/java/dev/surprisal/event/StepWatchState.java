package dev.surprisal.event;

/**
 * What is kept of one watched group of completions between two steps of training.
 *
 * @param lastStep of training that was seen; of a window of steps, its last one
 * @param referenceInvalid steps so far whose k3 to the reference was no estimate of KL
 * @param mismatchInvalid the same of sampler and policy
 * @param recent steps that reward and KL are compared over; at most twice the window
 * @param overOptimisation the warning that fires, or null
 * @param detectors in the order of the settings
 */
public record StepWatchState(
        long lastStep,
        long referenceInvalid,
        long mismatchInvalid,
        RecentSteps recent,
        FiringAlert overOptimisation,
        DetectorState[] detectors) {}
