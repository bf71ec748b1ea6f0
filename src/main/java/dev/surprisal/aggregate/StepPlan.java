package dev.surprisal.aggregate;

import dev.surprisal.policy.StepSpec;
import java.io.Serializable;
import java.util.List;

/**
 * How roll-outs become steps.
 *
 * @param numbers which numbers of a step are wanted
 * @param by what steps are grouped by beside all completions together: "env", "turn",
 *     "weight_version", or several of these with + between
 * @param windowSteps length of a window in steps; 0 for none
 * @param groupsMax most groups of a run, and most with a weight version of a step; further ones of
 *     a kind are one, other
 * @param implied whether a file without marks of closed steps closes one when it is two further
 */
public record StepPlan(
        StepSpec numbers, List<String> by, int windowSteps, int groupsMax, boolean implied)
        implements Serializable {

    /** In the order of {@code RolloutScore.fields}. */
    public static final List<String> FIELDS = List.of("env", "turn", "weight_version");

    /** Takes a copy of the list and checks it. */
    public StepPlan {
        by = List.copyOf(by);
        for (String kind : by) {
            for (String field : kind.split("\\+", -1)) {
                if (!FIELDS.contains(field)) {
                    throw new IllegalArgumentException(
                            "cannot group by '%s'; allowed: %s, or several with + between"
                                    .formatted(kind, String.join(", ", FIELDS)));
                }
            }
        }
    }
}
