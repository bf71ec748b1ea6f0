package dev.surprisal.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.DetectorState;
import dev.surprisal.event.StepScore;
import dev.surprisal.testing.WatchedStep;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The evidence, worked anew in BigDecimal from the formulas in docs/ALARMS.md. Completions are at
 * edges of the histogram's buckets, where the least that they can have paid is what they paid.
 */
class LimitBettingTest {

    private static final MathContext EXACT = new MathContext(60);
    private static final String[] GRID = {
        "0.01", "0.02", "0.035", "0.06", "0.1", "0.17", "0.28", "0.45", "0.7", "0.95"
    };
    private static final double[] EDGES = {0.5, 0.75, 1, 1.25, 1.5, 2, 3, 3.5, 6};

    /** How many of them are below twice the least limit here, where nothing is capped. */
    private static final int WITHIN = 6;

    /** M of every bet, in exact arithmetic. */
    private static final class Exact {
        private final BigDecimal[] evidence = new BigDecimal[GRID.length];
        private final boolean upward;
        private final BigDecimal limit;

        Exact(boolean upward, double limit) {
            this.upward = upward;
            this.limit = new BigDecimal(limit);
            Arrays.fill(evidence, BigDecimal.ZERO);
        }

        double next(double weight, double... completions) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int bet = 0; bet < GRID.length; bet++) {
                // λ = μ/(μ − B) of the grid's share downward, with B = 2 μ: all of it.
                BigDecimal share = new BigDecimal(GRID[bet]);
                BigDecimal lambda = upward ? share : share.negate();
                BigDecimal grown = evidence[bet].add(new BigDecimal(weight));
                for (double x : completions) {
                    BigDecimal value = new BigDecimal(x);
                    BigDecimal capped =
                            upward ? value : value.min(limit.multiply(new BigDecimal(2)));
                    BigDecimal excess = capped.divide(limit, EXACT).subtract(BigDecimal.ONE);
                    grown = grown.multiply(BigDecimal.ONE.add(lambda.multiply(excess)), EXACT);
                }
                evidence[bet] = grown;
                sum = sum.add(grown);
            }
            return sum.divide(new BigDecimal(GRID.length), EXACT).doubleValue();
        }
    }

    @Test
    void theGoldenSequenceIsThatOfTheMixture() {
        LimitBetting detector = new LimitBetting(StepLimit.atMost("kl", 1));
        Exact exact = new Exact(true, 1);
        DetectorState state = detector.start();
        double[] golden = {1, 2, 0, 3, 3, 3};
        double weight = 1 / 8.0;
        for (int i = 0; i < golden.length; i++) {
            state = detector.next(state, kl(i, golden[i]), StrictMath.log(weight));
            double expected = exact.next(weight, golden[i]);
            double evidence = detector.evidence(state, StrictMath.log(weight));
            assertEquals(StrictMath.log(expected / weight), evidence, 1e-10, "step " + i);
            assertEquals(expected >= 1, detector.alarms(state), "step " + i);
        }
        // 14 for λ = 0.5 alone, at the fifth; the small bets of the mixture hold it back a step.
        assertTrue(detector.alarms(state));
    }

    private static StepScore kl(long step, double... completions) {
        return WatchedStep.number(step).completions("kl", completions).score();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void evidenceOfManyCompletionsAgreesWithExactArithmetic(long seed) {
        Random random = new Random(seed);
        for (boolean upward : new boolean[] {true, false}) {
            double limit = upward ? 1.5 : 1.25;
            LimitBetting detector =
                    new LimitBetting(
                            upward
                                    ? StepLimit.atMost("kl", limit)
                                    : StepLimit.atLeast("kl", limit));
            Exact exact = new Exact(upward, limit);
            DetectorState state = detector.start();
            for (long step = 0; step < 60; step++) {
                double[] completions =
                        random.ints(1 + random.nextInt(12), 0, upward ? EDGES.length : WITHIN)
                                .mapToDouble(i -> EDGES[i])
                                .toArray();
                state = detector.next(state, kl(step, completions), StrictMath.log(1e-3));
                double expected = StrictMath.log(exact.next(1e-3, completions));
                double evidence = detector.evidence(state, 0);
                assertEquals(expected, evidence, 1e-7, "seed " + seed + ", step " + step);
            }
        }
    }

    @Test
    void whatIsBeyondTheCapPaysNoMoreThanItShould() {
        LimitBetting detector = new LimitBetting(StepLimit.atLeast("kl", 1));
        double[] completions = {0.5, 0.5, 0.75, 6, 50};
        double exact = StrictMath.log(new Exact(false, 1).next(1e-3, completions));
        DetectorState state =
                detector.next(detector.start(), kl(0, completions), StrictMath.log(1e-3));
        double evidence = detector.evidence(state, 0);
        assertTrue(evidence <= exact, evidence + " of " + exact);
        // By at most a bucket of each completion, 1/64 of its part of the limit, in nats.
        assertTrue(evidence >= exact - 0.05, evidence + " of " + exact);
    }

    @Test
    void anIntervalIsThatOfTheStepsMean() {
        LimitBetting detector = new LimitBetting(StepLimit.atMost("kl", 0.5));
        Reading reading = detector.reading(kl(3, 1, 2, 3));

        // Mean 2, s² = 1, t of two degrees of freedom 4.302653 (R: qt(.975, 2)); log scale.
        double half = 4.302653 / StrictMath.sqrt(3) / 2;
        assertEquals(2, reading.value());
        assertEquals(0.5, reading.baseline());
        assertEquals(4, reading.ratio());
        assertEquals(4 * StrictMath.exp(-half), reading.ratioLow(), 1e-5);
        assertEquals(4 * StrictMath.exp(half), reading.ratioHigh(), 1e-4);
        assertTrue(Double.isNaN(detector.reading(kl(3, 1)).ratioLow()), "one has no interval");
        assertTrue(Double.isNaN(detector.reading(WatchedStep.number(3).score()).value()));
    }
}
