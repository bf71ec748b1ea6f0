package dev.surprisal.event;

/**
 * What is known of the completions of one group in a training step, or in a window of steps.
 *
 * @param run of training; "" if its name is not known
 * @param labels fields of the group and their values; without names: all completions
 * @param firstStep of training
 * @param lastStep the same of a step; the last one of a window
 * @param complete whether every writer passed the last step
 * @param names of {@code values}: flat, slash-separated, sorted
 * @param values [names]; what nothing counted for is left out, and NaN is never a value
 * @param noteNames of {@code notes}, sorted
 * @param notes [noteNames] in words: whether an estimate of KL is one, and why not
 * @param means by statistic, each completion counts once
 * @param mismatchEvidence Σ (ln sampler − ln policy) over whole sequences, nats; NaN without any
 * @param referenceEvidence Σ (ln policy − ln reference) over whole sequences, nats; NaN without
 */
public record StepScore(
        String run,
        Labels labels,
        long firstStep,
        long lastStep,
        boolean complete,
        String[] names,
        double[] values,
        String[] noteNames,
        String[] notes,
        DocumentMeans[] means,
        double mismatchEvidence,
        double referenceEvidence) {

    /** A value by its name; NaN if it is not there. */
    public double value(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        return Double.NaN;
    }
}
