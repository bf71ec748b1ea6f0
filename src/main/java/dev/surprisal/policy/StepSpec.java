package dev.surprisal.policy;

import java.io.Serializable;
import java.util.List;

/**
 * Which numbers of a step are wanted.
 *
 * @param reference which pair is "the KL"
 * @param views trainers whose keys are given too
 * @param beta weight of a nat in penalised rewards, finite, at least 0; 0 gives none
 * @param losses parameters of the losses
 */
public record StepSpec(RolePair reference, List<View> views, double beta, StepLosses losses)
        implements Serializable {

    /** What steps can be grouped by, one or several with + between. */
    public static final List<String> FIELDS = List.of("env", "turn", "weight_version");

    /** Whether steps can be grouped so: a field, or several with + between. */
    public static boolean isGrouping(String kind) {
        return FIELDS.containsAll(List.of(kind.split("\\+", -1)));
    }

    /** Takes a copy of the list. */
    public StepSpec {
        views = List.copyOf(views);
        if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("beta is " + beta + ", expected finite, 0 or more");
        }
    }
}
