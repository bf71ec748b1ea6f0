package dev.surprisal.event;

/**
 * What a full-vocabulary row tells beyond the target's nll; arrays are [tokens], in nats.
 *
 * @param entropy of the row
 * @param varentropy variance of the surprisal under the row, nats squared
 * @param targetIsTop 1 where the target is the arg-max, else 0
 * @param targetFloored 1 where the file stored the target at its floor (16-bit codes), else 0
 * @param smoothedNll label-smoothed cross-entropy, or null when not asked for
 * @param focalNll focal cross-entropy, or null when not asked for
 */
public record RowScores(
        double[] entropy,
        double[] varentropy,
        byte[] targetIsTop,
        byte[] targetFloored,
        double[] smoothedNll,
        double[] focalNll) {}
