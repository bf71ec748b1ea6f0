package dev.surprisal.score;

import java.io.Serializable;

/**
 * What to compute beyond the numbers that every row gives.
 *
 * @param symmetric Jensen-Shannon divergence and total variation distance, for pairs of rows
 * @param labelSmoothing ε in [0, 1); 0 leaves label-smoothed cross-entropy out
 * @param focalGamma γ ≥ 0; 0 leaves focal cross-entropy out
 * @param live whether candidates are reduced to bounds of the entropy and not handed on
 * @param vocabulary size of the models' vocabulary, for an upper bound; 0 if not stated
 */
public record ScoreSpec(
        boolean symmetric, double labelSmoothing, double focalGamma, boolean live, int vocabulary)
        implements Serializable {

    /** What a bounded job computes: candidates are kept. */
    public ScoreSpec(boolean symmetric, double labelSmoothing, double focalGamma) {
        this(symmetric, labelSmoothing, focalGamma, false, 0);
    }
}
