package dev.surprisal.policy;

import dev.surprisal.loss.LossSpec;
import java.io.Serializable;
import java.util.List;

/**
 * Parameters of the losses of a step. Sums of other parameters do not add up to sums of these.
 *
 * @param huber δ of Huber's loss of log-prob gaps, nats, finite; 0 gives none
 * @param eceBins bins of a judge's calibration error, 1 to 1000
 * @param preferenceBeta β of preference losses, 1e-12 to 1e12
 */
public record StepLosses(double huber, int eceBins, double preferenceBeta) implements Serializable {

    /** No Huber loss; ten bins; the β of most who train on preferences. */
    public static final StepLosses DEFAULT = new StepLosses(0, 10, 0.1);

    /** Checks the ranges. */
    public StepLosses {
        if (!(huber >= 0 && huber < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "huber is " + huber + ", expected finite, 0 or more");
        }
        specs(eceBins, preferenceBeta);
    }

    /** Losses of completions, in the order of {@link LossTally}'s. */
    List<LossSpec> specs() {
        return specs(eceBins, preferenceBeta);
    }

    private static List<LossSpec> specs(int bins, double beta) {
        return List.of(
                LossSpec.parse("bce"),
                LossSpec.parse("ece(" + bins + ")"),
                LossSpec.parse("preference(" + beta + ")"));
    }
}
