package dev.surprisal.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.probe.DifferenceDetector.Evidence;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DifferenceDetectorTest {

    private static final double ALLOWED = 0.005;
    private static final double WEIGHT = 1e-3;
    private static final int DOCUMENTS = 30;

    @Test
    void evidenceIsTheProductOfItsFactors() {
        double[] first = {0.01, 0, 0.004};
        double[] second = {0.03, 0.02, 0.01};
        DifferenceDetector detector = new DifferenceDetector(ALLOWED, WEIGHT);

        Evidence one = detector.with(Evidence.none(), first, 1);
        Evidence two = detector.with(one, second, 2);

        for (int i = 0; i < DifferenceDetector.BETS.length; i++) {
            BigDecimal weight =
                    BigDecimal.valueOf(WEIGHT)
                            .divide(BigDecimal.valueOf(DifferenceDetector.BETS.length));
            BigDecimal expected = weight.multiply(factor(first, DifferenceDetector.BETS[i]));
            assertEquals(expected.doubleValue(), one.parts()[i], 1e-12 * one.parts()[i]);
            expected = expected.add(weight).multiply(factor(second, DifferenceDetector.BETS[i]));
            assertEquals(expected.doubleValue(), two.parts()[i], 1e-12 * two.parts()[i]);
        }
    }

    private static BigDecimal factor(double[] differences, double bet) {
        BigDecimal product = BigDecimal.ONE;
        for (double difference : differences) {
            BigDecimal relative =
                    BigDecimal.valueOf(difference).divide(BigDecimal.valueOf(ALLOWED));
            product =
                    product.multiply(
                            BigDecimal.ONE.add(
                                    BigDecimal.valueOf(bet)
                                            .multiply(relative.subtract(BigDecimal.ONE))));
        }
        return product;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aProbeWithinWhatIsAllowedNeverAddsEvidence(long seed) {
        Random random = new Random(seed);
        DifferenceDetector detector = new DifferenceDetector(ALLOWED, WEIGHT);
        for (int trial = 0; trial < 2000; trial++) {
            double[] differences = new double[1 + random.nextInt(DOCUMENTS)];
            double sum = 0;
            for (int i = 0; i < differences.length; i++) {
                differences[i] = -StrictMath.log(1 - random.nextDouble());
                sum += differences[i];
            }
            for (int i = 0; i < differences.length; i++) {
                differences[i] *= ALLOWED * differences.length / sum;
            }
            Evidence before = new Evidence(new double[] {0.1, 0.2, 0.3, 0.3}, 5, 1);

            Evidence after = detector.with(before, differences, 2);

            double most = before.total() + WEIGHT;
            assertTrue(
                    after.total() <= most * (1 + 1e-12),
                    "seed " + seed + ", trial " + trial + ": " + after.total());
        }
    }

    @Test
    void aServerThatRepeatsItselfNeverAlarms() {
        DifferenceDetector exact = new DifferenceDetector(0, WEIGHT);
        Evidence evidence = Evidence.none();
        for (int probe = 1; probe <= 100_000; probe++) {
            evidence = exact.with(evidence, new double[DOCUMENTS], probe);
            assertTrue(evidence.total() < WEIGHT, "probe " + probe);
        }

        double[] oneBitOff = new double[DOCUMENTS];
        oneBitOff[DOCUMENTS - 1] = Double.MIN_VALUE;
        evidence = exact.with(evidence, oneBitOff, 100_001);

        assertTrue(evidence.total() >= 1);
        assertEquals(100_001, evidence.runSince());
        assertTrue(Double.isFinite(evidence.total()));
    }

    @Test
    void theRunBeginsWithTheFirstProbeThatDiffers() {
        DifferenceDetector detector = new DifferenceDetector(ALLOWED, 1e-9);
        double[] differing = new double[DOCUMENTS];
        Arrays.fill(differing, 1.3 * ALLOWED);
        Evidence evidence = Evidence.none();
        int probe = 0;
        while (probe < 50) {
            evidence = detector.with(evidence, new double[DOCUMENTS], ++probe);
        }
        while (evidence.total() < 1) {
            evidence = detector.with(evidence, differing, ++probe);
        }

        assertEquals(51, evidence.runSince());
        assertTrue(probe <= 56, "found in probe " + probe);
    }

    /**
     * The worst that the null hypothesis allows: the mean is exactly what is allowed, most of it in
     * rare outliers, and the outliers of a document depend on those before it.
     */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void falseAlarmsStayWithinTheBudget(long seed) {
        int alarmsAtTheEdge = alarms(seed, 1.0);
        double budget = PROBES * SIMULATED_WEIGHT;

        // Alarms restart the detector, so that their number is nearly a Poisson variable.
        double most = budget + 4 * Math.sqrt(budget);
        assertTrue(alarmsAtTheEdge <= most, "seed " + seed + ": " + alarmsAtTheEdge);
        assertTrue(alarms(seed, 1.5) > 2 * most, "seed " + seed + ": no alarms beyond the edge");
    }

    private static final int PROBES = 20_000;
    private static final double SIMULATED_WEIGHT = 0.01;

    private static int alarms(long seed, double mean) {
        Random random = new Random(seed);
        DifferenceDetector detector = new DifferenceDetector(ALLOWED, SIMULATED_WEIGHT);
        Evidence evidence = Evidence.none();
        double[] differences = new double[DOCUMENTS];
        int alarms = 0;
        for (int probe = 0; probe < PROBES; probe++) {
            double rarity = 0.2;
            for (int i = 0; i < DOCUMENTS; i++) {
                boolean outlier = random.nextDouble() < rarity;
                differences[i] = outlier ? mean * ALLOWED / rarity : 0;
                rarity = outlier ? 0.8 : 0.2;
            }
            evidence = detector.with(evidence, differences, probe);
            if (evidence.total() >= 1) {
                alarms++;
                evidence = Evidence.none();
            }
        }
        return alarms;
    }
}
