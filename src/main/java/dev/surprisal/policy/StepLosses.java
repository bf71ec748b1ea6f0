package dev.surprisal.policy;

import dev.surprisal.loss.LossSpec;
import java.io.Serializable;
import java.util.List;

/**
 * Parameters of the losses of a step. Sums of other parameters do not add up to sums of these.
 *
 * @param huber δ of Huber's loss of log-prob gaps, nats, finite; 0 gives none
 * @param eceBins bins of a judge's calibration error, 1 to 1000
 */
public record StepLosses(double huber, int eceBins) implements Serializable {

    /** No Huber loss; ten bins. */
    public static final StepLosses DEFAULT = new StepLosses(0, 10);

    /** Checks the ranges. */
    public StepLosses {
        if (!(huber >= 0 && huber < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "huber is " + huber + ", expected finite, 0 or more");
        }
        LossSpec.parse("ece(" + eceBins + ")");
    }

    /** Losses of completions, in the order of {@link LossTally}'s. */
    List<LossSpec> specs() {
        return List.of(LossSpec.parse("bce"), LossSpec.parse("ece(" + eceBins + ")"));
    }
}
