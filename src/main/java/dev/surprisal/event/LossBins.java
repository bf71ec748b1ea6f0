package dev.surprisal.event;

/**
 * A reliability diagram: what a calibration error is the sum of.
 *
 * @param counts [bins] items by confidence, from (0, 1/bins] to (1 − 1/bins, 1]
 * @param confidences [bins] mean confidence; NaN in an empty bin
 * @param accuracies [bins] share that was right; NaN in an empty bin
 */
public record LossBins(long[] counts, double[] confidences, double[] accuracies) {}
