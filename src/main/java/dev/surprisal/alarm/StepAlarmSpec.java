package dev.surprisal.alarm;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is tested in each step of training. docs/DRIFT-ALARMS.md says what each alarm means.
 *
 * @param limits on means over completions, no two of one statistic and side
 * @param equalPairs pairs whose strict equality is tested: some of {@link #PAIRS}
 * @param window W: steps on either side of the comparison that finds over-optimisation, at least 2;
 *     0 for no such warning; {@value #WINDOW}
 * @param falseAlarmsPerStep pages without any change that a step may bring, expected, of all groups
 *     and all their limits and pairs together, in (0, 1): 1e-4 is one page in 10,000 steps; a
 *     window of steps counts as one
 * @param groupsMax greatest number of groups that share them
 */
public record StepAlarmSpec(
        List<StepLimit> limits,
        List<String> equalPairs,
        int window,
        double falseAlarmsPerStep,
        int groupsMax)
        implements Serializable {

    /** Policy and reference. */
    static final String REFERENCE = "reference";

    /** Pairs that equality can be tested of: policy and reference, sampler and policy. */
    public static final List<String> PAIRS = List.of(REFERENCE, StepLimit.MISMATCH);

    /** W unless told otherwise. */
    public static final int WINDOW = 10;

    /**
     * Checks every setting.
     *
     * @throws IllegalArgumentException naming the first that is out of range
     */
    public StepAlarmSpec {
        limits = List.copyOf(limits);
        equalPairs = List.copyOf(equalPairs);
        Set<String> sides = new HashSet<>();
        for (StepLimit limit : limits) {
            require(
                    sides.add(limit.statistic() + limit.upward()),
                    "two limits of " + limit.statistic() + " on one side");
        }
        require(
                PAIRS.containsAll(equalPairs)
                        && new HashSet<>(equalPairs).size() == equalPairs.size(),
                "equalPairs " + equalPairs + " are not distinct ones of " + PAIRS);
        require(window == 0 || window >= 2, "window " + window + " is neither 0 nor at least 2");
        require(
                falseAlarmsPerStep > 0 && falseAlarmsPerStep < 1,
                "falseAlarmsPerStep " + falseAlarmsPerStep + " is not in (0, 1)");
        require(groupsMax > 0, "groupsMax " + groupsMax + " is not above 0");
    }

    private static void require(boolean condition, String reason) {
        if (!condition) {
            throw new IllegalArgumentException(reason);
        }
    }

    /** ln w: the share of one step of one series of one group in the allowed false alarms. */
    double logWeight() {
        int series = Math.max(1, limits.size() + equalPairs.size());
        return StrictMath.log(falseAlarmsPerStep / groupsMax / series);
    }

    /** The greatest mean of a statistic that is allowed; NaN for none. */
    double max(String statistic) {
        for (StepLimit limit : limits) {
            if (limit.statistic().equals(statistic) && limit.upward()) {
                return limit.max();
            }
        }
        return Double.NaN;
    }
}
