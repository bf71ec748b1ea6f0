package dev.surprisal.loss;

import dev.surprisal.event.Labelled;

/**
 * Absolute error of a number; the mean of it is the MAE.
 *
 * <pre>
 * loss      |ŷ − y|                        unit of y
 * gradient  d/dŷ = sign(ŷ − y)             −1 where ŷ is too low, +1 where too high, 0 where equal
 * </pre>
 *
 * <p>The gradient jumps at 0, where 0 is one of its subgradients. Error: one rounding.
 */
final class AbsoluteError extends Loss {

    @Override
    boolean applies(Labelled line) {
        return line.y() != null && line.prediction() != null;
    }

    @Override
    double value(Labelled line, int item) {
        return Math.abs(line.prediction()[item] - line.y()[item]);
    }
}
