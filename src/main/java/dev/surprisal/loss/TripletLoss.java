package dev.surprisal.loss;

import dev.surprisal.event.Labelled;

/**
 * Triplet loss: the positive should be nearer to the anchor than the negative is, by a margin.
 *
 * <pre>
 * loss      max(0, d⁺ − d⁻ + margin)      unit of the distances, which are Euclidean
 * gradient  d/dd⁺ = 1, d/dd⁻ = −1 where the loss is above 0, else both 0:
 *           descending draws the positive near and pushes the negative away
 * </pre>
 *
 * <p>PyTorch's TripletMarginLoss adds 1e-6 to each difference of coordinates; here nothing is
 * added. Right, for the accuracy, is d⁺ below d⁻. Source: Schroff et al. (2015), arXiv:1503.03832,
 * there with squared distances.
 */
final class TripletLoss extends Loss {

    private final double margin;

    /** With {@code margin} at least 0. */
    TripletLoss(double margin) {
        this.margin = margin;
    }

    @Override
    boolean applies(Labelled line) {
        return line.positiveDistances() != null;
    }

    @Override
    double value(Labelled line, int item) {
        return Math.max(
                0.0, line.positiveDistances()[item] - line.negativeDistances()[item] + margin);
    }

    @Override
    int hit(Labelled line, int item) {
        return line.positiveDistances()[item] < line.negativeDistances()[item] ? 1 : 0;
    }
}
