package dev.surprisal.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.alarm.OverOptimisation.Comparison;
import dev.surprisal.alarm.OverOptimisation.Verdict;
import dev.surprisal.event.RecentSteps;
import dev.surprisal.testing.WatchedStep;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverOptimisationTest {

    private static final int WINDOW = 5;
    private static final double NONE = Double.NaN;

    @Test
    void zIsWelchs() {
        // Means 2 and 7, variances 2 and 8: 5 / √(2/2 + 8/2).
        Comparison comparison = Comparison.of(new double[] {1, 3, 5, 9}, 2);
        assertEquals(new Comparison(2, 7, 5 / StrictMath.sqrt(5)), comparison);
        assertEquals(-comparison.z(), Comparison.of(new double[] {5, 9, 1, 3}, 2).z());
    }

    @Test
    void withoutVarianceAnyDifferenceIsInfinite() {
        assertEquals(0, Comparison.of(new double[] {0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 3).z());
        double up = Comparison.of(new double[] {0.1, 0.1, 0.1, 0.3, 0.3, 0.3}, 3).z();
        double down = Comparison.of(new double[] {0.3, 0.3, 0.3, 0.1, 0.1, 0.1}, 3).z();
        assertEquals(Double.POSITIVE_INFINITY, up);
        assertEquals(Double.NEGATIVE_INFINITY, down);
    }

    /** Two halves of steps that differ by so much, with noise of 0.01; NaN leaves it out. */
    private static RecentSteps planted(
            OverOptimisation rule, double reward, double rootKl, double gold, double kl) {
        Random random = new Random(11);
        RecentSteps recent = null;
        for (int i = 0; i < 2 * WINDOW; i++) {
            int after = i < WINDOW ? 0 : 1;
            WatchedStep step =
                    WatchedStep.number(i)
                            .value("reward/mean", 1 + after * reward + noise(random))
                            .value("sqrt_kl", 2 + after * rootKl + noise(random))
                            .value("reward/gold_mean", 3 + after * gold + noise(random));
            if (!Double.isNaN(kl)) {
                step.completions("kl", kl, kl);
            }
            recent = rule.add(recent, step.score());
        }
        return recent;
    }

    private static double noise(Random random) {
        return 0.01 * random.nextGaussian();
    }

    @ParameterizedTest
    @CsvSource({
        // reward, sqrt_kl, gold, kl, limit of kl, known, holds
        "0.1, 0.1, -0.1, NaN, NaN, true, true",
        "0.1, 0.1, 0.1, 0.9, 0.5, true, false",
        "0.1, 0.1, 0, 0.9, 0.5, true, false",
        "0, 0.1, -0.1, NaN, NaN, true, false",
        "-0.1, 0.1, -0.1, NaN, NaN, true, false",
        "0.1, 0, -0.1, NaN, NaN, true, false",
        "0.1, -0.1, -0.1, NaN, NaN, true, false",
        "0.1, 0.1, NaN, 0.9, 0.5, true, true",
        "0.1, 0.1, NaN, 0.4, 0.5, true, false",
        "0, 0.1, NaN, 0.9, 0.5, true, false",
        "0.1, 0, NaN, 0.9, 0.5, true, false",
        "0.1, 0.1, NaN, 0.9, NaN, true, false",
        "0.1, 0.1, NaN, NaN, 0.5, false, false",
    })
    void itHoldsWhenRewardIsBoughtWithKlAndNotElse(
            double reward,
            double rootKl,
            double gold,
            double kl,
            double limit,
            boolean known,
            boolean holds) {
        OverOptimisation rule = new OverOptimisation(WINDOW, limit);
        Verdict verdict = rule.judge(planted(rule, reward, rootKl, gold, kl));
        assertEquals(known, verdict.known());
        assertEquals(holds, verdict.holds());
        if (holds) {
            assertTrue(verdict.evidence() >= OverOptimisation.Z, "" + verdict.evidence());
        }
    }

    /** The same, with a held-out reward in its last {@code kept} steps only. */
    private static RecentSteps withoutGold(RecentSteps recent, int kept) {
        double[] golds = recent.golds().clone();
        for (int i = 0; i < golds.length - kept; i++) {
            golds[i] = Double.NaN;
        }
        return new RecentSteps(
                recent.steps(), recent.rewards(), recent.rootKls(), golds, recent.kls());
    }

    @Test
    void aHeldOutRewardOfSomeStepsOnlyIsNotCompared() {
        OverOptimisation rule = new OverOptimisation(WINDOW, 0.5);
        Verdict verdict = rule.judge(withoutGold(planted(rule, 0.1, 0.1, 0.5, 0.9), 3));
        assertTrue(verdict.holds());
        assertNull(verdict.gold());
        assertEquals(3, verdict.golds());
    }

    @Test
    void aStepWithoutItsNumbersIsLeftOutAndTheRuleWaits() {
        OverOptimisation rule = new OverOptimisation(2, NONE);
        RecentSteps recent = null;
        for (long step = 0; step < 3; step++) {
            recent = rule.add(recent, complete(step).score());
        }
        assertFalse(rule.judge(recent).known());
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            for (String name : new String[] {"reward/mean", "sqrt_kl"}) {
                assertSame(recent, rule.add(recent, complete(3).value(name, bad).score()), name);
            }
        }
        recent = rule.add(recent, complete(7).score());
        assertTrue(rule.judge(recent).known());
        recent = rule.add(recent, complete(9).score());
        assertEquals("[1, 2, 7, 9]", Arrays.toString(recent.steps()));
    }

    private static WatchedStep complete(long step) {
        return WatchedStep.number(step).value("reward/mean", 1).value("sqrt_kl", 1);
    }

    @Test
    void anInvalidKlIsNone() {
        OverOptimisation rule = new OverOptimisation(2, 0.5);
        WatchedStep step = complete(0).completions("kl", 1, 2);
        assertEquals(1.5, rule.add(null, step.score()).kls()[0]);
        step.note("reference/k3/validity", "invalid: top-p on");
        assertTrue(Double.isNaN(rule.add(null, step.score()).kls()[0]));
    }
}
