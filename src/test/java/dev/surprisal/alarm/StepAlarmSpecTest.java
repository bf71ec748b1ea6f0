package dev.surprisal.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class StepAlarmSpecTest {

    private static final List<StepLimit> KL = List.of(StepLimit.atMost("kl", 0.1));

    @Test
    void limitsThatCannotBeTestedAreRefused() {
        assertRefused("'reward' is not one of", () -> StepLimit.atMost("reward", 1));
        assertRefused("exactly one", () -> new StepLimit("kl", 1, 2));
        assertRefused("exactly one", () -> new StepLimit("kl", Double.NaN, Double.NaN));
        for (double limit : new double[] {0, -1, Double.POSITIVE_INFINITY}) {
            assertRefused("not above 0 and finite", () -> StepLimit.atMost("kl", limit));
            assertRefused("not above 0 and finite", () -> StepLimit.atLeast("entropy", limit));
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertRefused("two limits of kl", () -> spec(List.of(KL.get(0), KL.get(0)), 10, 1e-4, 1));
        assertRefused("neither 0 nor at least 2", () -> spec(KL, 1, 1e-4, 1));
        assertRefused("neither 0 nor at least 2", () -> spec(KL, -2, 1e-4, 1));
        for (double level : new double[] {0, 1, -1, Double.NaN}) {
            assertRefused("falseAlarmsPerStep", () -> spec(KL, 10, level, 1));
        }
        assertRefused("groupsMax", () -> spec(KL, 10, 1e-4, 0));
        assertRefused(
                "equalPairs",
                () -> new StepAlarmSpec(KL, List.of("mismatch", "mismatch"), 10, 1e-4, 1));
        assertRefused("equalPairs", () -> new StepAlarmSpec(KL, List.of("sampler"), 10, 1e-4, 1));
    }

    @Test
    void oneStatisticMayHaveALimitOnEitherSide() {
        List<StepLimit> sides =
                List.of(StepLimit.atMost("length", 900), StepLimit.atLeast("length", 20));
        assertEquals(sides, spec(sides, 0, 1e-4, 1).limits());
    }

    @Test
    void everySeriesOfEveryGroupHasAnEqualShareOfTheFalseAlarms() {
        StepAlarmSpec spec = new StepAlarmSpec(KL, StepAlarmSpec.PAIRS, 10, 6e-4, 20);
        assertEquals(StrictMath.log(1e-5), spec.logWeight(), 1e-12);
    }

    private static StepAlarmSpec spec(
            List<StepLimit> limits, int window, double level, int groupsMax) {
        return new StepAlarmSpec(limits, List.of(), window, level, groupsMax);
    }

    private static void assertRefused(String reason, Executable attempt) {
        String message = assertThrows(IllegalArgumentException.class, attempt).getMessage();
        assertTrue(message.contains(reason), message);
    }
}
