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
 * @param live whether the input has no end. Then a record that is missing is given up some steps
 *     later, and a file without marks of closed steps closes one when it is two further; else both
 *     wait for the end
 */
public record StepPlan(
        StepSpec numbers, List<String> by, int windowSteps, int groupsMax, boolean live)
        implements Serializable {

    /** Takes a copy of the list and checks it. */
    public StepPlan {
        by = List.copyOf(by);
        for (String kind : by) {
            if (!StepSpec.isGrouping(kind)) {
                throw new IllegalArgumentException("cannot group by '" + kind + "'");
            }
        }
    }
}
