package dev.surprisal.event;

/**
 * Part of what is known of one key and window: exact sums of every loss of the job.
 *
 * @param labels values of the fields that the job groups by
 * @param startMillis begin of the window; 0 where the whole stream is one
 * @param sums of {@code kernel.ExactSums}, as {@code loss.LossSums} lays them out
 * @param counts as {@code loss.LossSums} lays them out
 * @param lines how many, each once however many losses it gave something to
 * @param clockMillis how far a line's partition had come with it, the greatest; {@link
 *     Long#MIN_VALUE} in a flow that ends
 */
public record LossPane(
        String[] labels,
        long startMillis,
        long[] sums,
        long[] counts,
        long lines,
        long clockMillis) {}
