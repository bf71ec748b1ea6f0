package dev.surprisal.loss;

import dev.surprisal.event.Labelled;

/**
 * Squared error of a number; the mean of it is the MSE, the root of that the RMSE.
 *
 * <pre>
 * loss      (ŷ − y)²                       unit of y, squared
 * gradient  d/dŷ = 2 (ŷ − y)               negative where ŷ is too low
 * RMSE      sqrt(MSE), gradient of the mean over n items (ŷ − y) / (n · RMSE); none at RMSE 0
 * </pre>
 *
 * <p>A square beyond the range of a double is +∞. Error: two roundings. k2 of a log-ratio is half
 * of it.
 */
final class SquaredError extends Loss {

    @Override
    boolean applies(Labelled line) {
        return line.y() != null && line.prediction() != null;
    }

    @Override
    double value(Labelled line, int item) {
        double error = line.prediction()[item] - line.y()[item];
        return error * error;
    }
}
