package dev.surprisal.loss;

import dev.surprisal.event.Labelled;

/**
 * Huber's loss: squared near 0, absolute beyond δ.
 *
 * <pre>
 * loss      e = ŷ − y:  e²/2 where |e| ≤ δ,  δ (|e| − δ/2) beyond      unit of y, squared
 * gradient  d/dŷ = max(−δ, min(δ, e))       negative where ŷ is too low, never beyond ±δ
 * </pre>
 *
 * <p>As PyTorch's HuberLoss; its SmoothL1Loss is this over δ. Source: Huber (1964),
 * doi:10.1214/aoms/1177703732.
 */
public final class HuberLoss extends Loss {

    private final double delta;

    /** With {@code delta} above 0. */
    HuberLoss(double delta) {
        this.delta = delta;
    }

    @Override
    boolean applies(Labelled line) {
        return line.y() != null && line.prediction() != null;
    }

    @Override
    double value(Labelled line, int item) {
        return of(line.prediction()[item] - line.y()[item], delta);
    }

    /**
     * What an error costs.
     *
     * @param error ŷ − y; NaN gives NaN, ±∞ gives +∞
     * @param delta above 0
     */
    public static double of(double error, double delta) {
        double size = Math.abs(error);
        return size <= delta ? 0.5 * size * size : delta * (size - 0.5 * delta);
    }
}
