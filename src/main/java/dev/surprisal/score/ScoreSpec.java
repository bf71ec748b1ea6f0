package dev.surprisal.score;

import java.io.Serializable;

/**
 * What to compute beyond the numbers that every row gives.
 *
 * @param symmetric Jensen-Shannon divergence and total variation distance, for pairs of rows
 * @param labelSmoothing ε in [0, 1); 0 leaves label-smoothed cross-entropy out
 * @param focalGamma γ ≥ 0; 0 leaves focal cross-entropy out
 */
public record ScoreSpec(boolean symmetric, double labelSmoothing, double focalGamma)
        implements Serializable {}
