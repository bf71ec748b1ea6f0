package dev.surprisal.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Alert;
import dev.surprisal.event.Severity;
import dev.surprisal.event.StepWatchState;
import dev.surprisal.testing.WatchedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reward that is bought with KL, over whole runs of training. */
class StepOverOptimisationTest {

    private static final int STEPS = 200;
    private static final int BEGIN = 80;
    private static final int END = 120;

    /** What happens to a run between BEGIN and END. */
    private enum Plot {
        BOUGHT,
        EARNED,
        STEADY
    }

    private static List<Alert> run(Plot plot, boolean gold, double klMax, long seed) {
        Random random = new Random(seed);
        List<StepLimit> limits =
                Double.isNaN(klMax) ? List.of() : List.of(StepLimit.atMost("kl", klMax));
        StepWatch watch =
                new StepWatch(new StepAlarmSpec(limits, List.of(), StepAlarmSpec.WINDOW, 1e-4, 1));
        List<Alert> alerts = new ArrayList<>();
        StepWatchState state = null;
        for (int step = 0; step < STEPS; step++) {
            double part = Math.max(0, Math.min(1, (step - BEGIN) / (double) (END - BEGIN)));
            double rise = plot == Plot.STEADY ? 0 : part;
            double kl = 0.02 + (plot == Plot.BOUGHT ? 0.2 * part : 0);
            WatchedStep next =
                    WatchedStep.number(step)
                            .value("reward/mean", 0.5 + rise + 0.03 * random.nextGaussian())
                            .value(
                                    "sqrt_kl",
                                    StrictMath.sqrt(200 * kl) + 0.05 * random.nextGaussian())
                            .completions("kl", kl * 0.5, kl, kl * 1.5);
            if (gold) {
                double sign = plot == Plot.BOUGHT ? -1 : 1;
                next.value("reward/gold_mean", 0.5 + sign * rise + 0.03 * random.nextGaussian());
            }
            state = watch.next(state, next.score(), alerts::add);
        }
        alerts.removeIf(alert -> !alert.detector().equals("over-optimisation"));
        return alerts;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void rewardThatIsBoughtWithKlIsFoundWhileItHappensAndEnds(long seed) {
        for (boolean gold : new boolean[] {true, false}) {
            List<Alert> alerts = run(Plot.BOUGHT, gold, 0.05, seed);
            String message = "seed " + seed + ", gold " + gold;
            assertEquals(2, alerts.size(), message);
            Alert begun = alerts.get(0);
            assertEquals(Severity.WARNING, begun.severity());
            assertTrue(
                    begun.windowStartMillis() > BEGIN && begun.windowStartMillis() < END, message);
            assertEquals(begun.windowStartMillis() - 9, begun.sinceMillis());
            assertTrue(begun.evidence() >= 4 && begun.threshold() == 4, message);
            assertTrue(begun.value() > begun.baseline(), message);
            assertEquals(!gold, begun.text().endsWith("; no held-out reward was given"), message);
            assertEquals(gold, begun.text().contains("reward/gold_mean"), message);
            assertTrue(alerts.get(1).resolved());
            assertEquals(begun.id(), alerts.get(1).id());
            // Two windows after the rise has ended, nothing is left of it to compare.
            assertTrue(alerts.get(1).windowStartMillis() <= END + 30, message);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void rewardThatIsEarnedOrSteadyWarnsNobody(long seed) {
        for (Plot plot : new Plot[] {Plot.EARNED, Plot.STEADY}) {
            assertEquals(List.of(), run(plot, true, 0.05, seed), "seed " + seed);
            assertEquals(List.of(), run(plot, false, 0.05, seed), "seed " + seed);
        }
        // Bought, but with neither a held-out reward nor a budget nothing says that it is too much.
        assertEquals(List.of(), run(Plot.BOUGHT, false, Double.NaN, seed), "seed " + seed);
    }

    @Test
    void stepsWithoutAVerdictNeitherEndNorKeepAWarning() {
        StepWatch watch = new StepWatch(new StepAlarmSpec(List.of(), List.of(), 2, 1e-4, 1));
        List<Alert> alerts = new ArrayList<>();
        StepWatchState state = null;
        double[] rewards = {1, 1, 2, 2, Double.NaN, 2, Double.NaN, Double.NaN, 2};
        for (int step = 0; step < rewards.length; step++) {
            double jump = step < 2 ? 0 : 1;
            WatchedStep next =
                    WatchedStep.number(step)
                            .value("reward/mean", rewards[step])
                            .value("sqrt_kl", 1 + jump)
                            .value("reward/gold_mean", 1 - jump);
            state = watch.next(state, next.score(), alerts::add);
            // z is 2.4 after step 5 and 0 after step 8: two steps without, in a row of verdicts.
            assertEquals(step < 3 ? 0 : step < 8 ? 1 : 2, alerts.size(), "step " + step);
        }
        assertEquals(2, alerts.get(0).sinceMillis());
        assertFalse(alerts.get(0).resolved());
        assertTrue(alerts.get(0).text().contains("(z ∞)"), alerts.get(0).text());
        assertTrue(alerts.get(1).resolved());
    }
}
