package dev.surprisal.loss;

import dev.surprisal.event.Labelled;

/**
 * Expected calibration error: how far confidence is from being right, by bins of equal width.
 *
 * <pre>
 * ECE       Σ_b n_b/n |share right in b − mean confidence in b|      [0, 1], no unit
 * binary    confidence p of yes, right where yes was the case (reliability of the positive class)
 * classes   confidence of the likeliest class, right where it was the case
 * gradient  none: it is a step function of bins, and nothing to descend on
 * </pre>
 *
 * <p>Bin b of B holds ((b−1)/B, b/B], the first 0 too. Depends on B and is biased upwards where
 * bins hold few items, so there is no standard error. Sources: Naeini et al. (2015), AAAI 29; Guo
 * et al. (2017), arXiv:1706.04599.
 */
final class CalibrationError extends Loss {

    @Override
    boolean applies(Labelled line) {
        return isBinary(line) || isCategorical(line);
    }

    /** Nothing: the error is of bins, not of items. */
    @Override
    double value(Labelled line, int item) {
        return 0;
    }

    @Override
    int hit(Labelled line, int item) {
        if (isBinary(line)) {
            return BinaryScores.isPositive(line, item) ? 1 : 0;
        }
        return ClassScores.hit(line, item);
    }

    @Override
    double confidence(Labelled line, int item) {
        return isBinary(line)
                ? BinaryScores.probability(line, item)
                : ClassScores.greatest(line, item);
    }

    /** The bin of a confidence of [0, 1]. */
    static int bin(double confidence, int bins) {
        int bin = Math.max(0, Math.min(bins - 1, (int) (confidence * bins)));
        // The product is rounded; the bounds decide, as they are computed here.
        while (bin > 0 && confidence <= bin / (double) bins) {
            bin--;
        }
        while (bin < bins - 1 && confidence > (bin + 1) / (double) bins) {
            bin++;
        }
        return bin;
    }
}
