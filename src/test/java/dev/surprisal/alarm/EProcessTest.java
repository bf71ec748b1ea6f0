package dev.surprisal.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goldens are those of the paper's definitions, worked by hand in exact arithmetic. */
class EProcessTest {

    private static final double[] GOLDEN = {1, 2, 0, 3, 3, 3};
    private static final MathContext EXACT = new MathContext(60);

    @Test
    void shiryaevRobertsFollowsTheGoldenSequence() {
        assertSequence(new double[] {1, 3, 2, 6, 14, 2}, 1, 8, true);
        assertSequence(new double[] {1, 3, 2, 6, 14, 2}, 1 / 8.0, 1, true);
    }

    @Test
    void cusumFollowsTheGoldenSequence() {
        assertSequence(new double[] {1, 1.5, 0.75, 2, 4, 8}, 1, 8, false);
        assertSequence(new double[] {1, 1.5, 0.75, 2, 4, 8}, 1 / 8.0, 1, false);
    }

    /** λ = 0.5, μ = 1; {@code expected} is M over the weight; an alarm resets. */
    private static void assertSequence(
            double[] expected, double weight, double threshold, boolean roberts) {
        double[] evidence = EProcess.start(1);
        for (int i = 0; i < GOLDEN.length; i++) {
            double[] increments = {StrictMath.log1p(0.5 * (GOLDEN[i] - 1))};
            if (roberts) {
                EProcess.shiryaevRoberts(evidence, StrictMath.log(weight), increments);
            } else {
                EProcess.cusum(evidence, StrictMath.log(weight), increments);
            }
            assertEquals(expected[i], StrictMath.exp(evidence[0]) / weight, 1e-12);
            boolean alarm = EProcess.reached(EProcess.mixture(evidence), StrictMath.log(threshold));
            assertEquals(expected[i] >= 8, alarm, "step " + i);
            if (alarm) {
                evidence = EProcess.start(1);
            }
        }
    }

    /** stcpR6's test vector: Normal(0) against Normal(1), observations 1, 3, 2, limit ln 20. */
    @Test
    void cusumFollowsTheNormalOfStcpR6() {
        double[] evidence = EProcess.start(1);
        double[] observations = {1, 3, 2};
        double[] expected = {0.5, 3, 4.5};
        for (int i = 0; i < expected.length; i++) {
            EProcess.cusum(evidence, 0, new double[] {observations[i] - 0.5});
            assertEquals(expected[i], evidence[0], 1e-12);
            assertEquals(i >= 1, EProcess.reached(evidence[0], StrictMath.log(20)));
        }
    }

    @Test
    void evidenceOfNothingReachesTenAtTheTenthStepAndNotAnUlpLater() {
        for (double weight : new double[] {1, 0.1}) {
            List<Integer> alarms = new ArrayList<>();
            double[] evidence = EProcess.start(1);
            for (int i = 0; i < 30; i++) {
                EProcess.shiryaevRoberts(evidence, StrictMath.log(weight), new double[1]);
                if (EProcess.reached(EProcess.mixture(evidence), StrictMath.log(10 * weight))) {
                    alarms.add(i);
                    evidence = EProcess.start(1);
                }
            }
            assertEquals(List.of(9, 19, 29), alarms, "weight " + weight);
        }
    }

    @Test
    void cusumOfNothingNeverAlarms() {
        double[] evidence = EProcess.start(1);
        for (int i = 0; i < 10_000; i++) {
            EProcess.cusum(evidence, StrictMath.log(0.1), new double[1]);
        }
        assertEquals(StrictMath.log(0.1), evidence[0]);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void logsAgreeWithExactArithmetic(long seed) {
        Random random = new Random(seed);
        double[] lambdas = {0.05, 0.4, 0.95};
        double[] roberts = EProcess.start(3);
        double[] cusum = EProcess.start(3);
        BigDecimal[] exactRoberts = {BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO};
        BigDecimal[] exactCusum = exactRoberts.clone();
        for (int step = 0; step < 300; step++) {
            double x = -StrictMath.log(random.nextDouble()) * (step < 150 ? 1 : 1.5);
            double weight = random.nextDouble() * 1e-6;
            double[] increments = new double[3];
            for (int bet = 0; bet < 3; bet++) {
                BigDecimal e =
                        BigDecimal.ONE.add(
                                new BigDecimal(lambdas[bet])
                                        .multiply(new BigDecimal(x).subtract(BigDecimal.ONE)));
                increments[bet] = StrictMath.log1p(lambdas[bet] * (x - 1));
                BigDecimal w = new BigDecimal(weight);
                exactRoberts[bet] = exactRoberts[bet].add(w).multiply(e, EXACT);
                exactCusum[bet] = exactCusum[bet].max(w).multiply(e, EXACT);
            }
            EProcess.shiryaevRoberts(roberts, StrictMath.log(weight), increments);
            EProcess.cusum(cusum, StrictMath.log(weight), increments);
        }
        String message = "seed " + seed;
        assertRelative(exactRoberts, EProcess.mixture(roberts), message);
        assertRelative(exactCusum, EProcess.mixture(cusum), message);
    }

    private static void assertRelative(BigDecimal[] exact, double mixture, String message) {
        double mean =
                exact[0].add(exact[1]).add(exact[2]).divide(new BigDecimal(3), EXACT).doubleValue();
        assertEquals(StrictMath.log(mean), mixture, 1e-10, message);
    }

    @Test
    void withoutWeightThereIsNoEvidence() {
        double[] evidence = EProcess.start(2);
        EProcess.shiryaevRoberts(evidence, Double.NEGATIVE_INFINITY, new double[] {50, 50});

        assertEquals(Double.NEGATIVE_INFINITY, EProcess.mixture(evidence));
        assertFalse(EProcess.reached(EProcess.mixture(evidence), 0));
    }

    @Test
    void overwhelmingEvidenceDoesNotOverflow() {
        double[] evidence = EProcess.start(2);
        for (int i = 0; i < 100; i++) {
            EProcess.shiryaevRoberts(evidence, -16, new double[] {1e4, 2e4});
        }
        assertEquals(2e6 - 16 - StrictMath.log(2), EProcess.mixture(evidence), 1e-6);
        assertTrue(EProcess.reached(EProcess.mixture(evidence), 0));
    }
}
