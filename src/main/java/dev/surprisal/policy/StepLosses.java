package dev.surprisal.policy;

import java.io.Serializable;

/**
 * Parameters of the losses of a step. Sums of other parameters do not add up to sums of these.
 *
 * @param huber δ of Huber's loss of log-prob gaps, nats, finite; 0 gives none
 */
public record StepLosses(double huber) implements Serializable {

    /** No Huber loss. */
    public static final StepLosses DEFAULT = new StepLosses(0);

    /** Checks the ranges. */
    public StepLosses {
        if (!(huber >= 0 && huber < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "huber is " + huber + ", expected finite, 0 or more");
        }
    }
}
