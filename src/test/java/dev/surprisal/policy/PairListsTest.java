package dev.surprisal.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Distribution;
import dev.surprisal.event.PairTotals;
import dev.surprisal.event.Role;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutSampling;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopCandidates;
import dev.surprisal.event.TopLists;
import dev.surprisal.kernel.LogRatio;
import dev.surprisal.policy.Validity.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairListsTest {

    private static final long SEED = 7_06;

    /** Of sums of at most 30 terms of size 10 in double. */
    private static final double ROUNDING = 1e-12;

    /** 30 addends of 1 to 2^-53 leave a tail of 1e-6, by which KL's bounds divide. */
    private static final double TAIL_ROUNDING = 1e-9;

    /** Two distributions, how many likeliest are listed, and whether the sampled one is added. */
    private record Known(double[] p, double[] q, int k, boolean added, String which) {

        double kl() {
            return IntStream.range(0, p.length)
                    .mapToDouble(t -> p[t] * StrictMath.log(p[t] / q[t]))
                    .sum();
        }

        double tv() {
            return IntStream.range(0, p.length).mapToDouble(t -> Math.abs(p[t] - q[t])).sum() / 2;
        }

        double js() {
            return IntStream.range(0, p.length)
                    .mapToDouble(t -> toMiddle(p[t], q[t]) + toMiddle(q[t], p[t]))
                    .sum();
        }

        private static double toMiddle(double a, double b) {
            return 0.5 * a * StrictMath.log(2 * a / (a + b));
        }

        double entropy() {
            return IntStream.range(0, p.length)
                    .mapToDouble(t -> -p[t] * StrictMath.log(p[t]))
                    .sum();
        }

        PairFigures figures(int size, int y) {
            Rollout rollout = TopRollouts.position(p, q, k, size, y, added);
            return Rollouts.figures(RolePair.MISMATCH, rollout);
        }
    }

    private static List<Known> cases(int count) {
        System.out.println("top-k lists of roll-outs, seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        List<Known> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] p = TopRollouts.distribution(2 + random.nextInt(29), random);
            double[] q = TopRollouts.other(p, random);
            int[] edges = {1, p.length, 1 + random.nextInt(p.length)};
            int k = edges[random.nextInt(3)];
            boolean added = random.nextBoolean();
            cases.add(new Known(p, q, k, added, "seed " + SEED + " case " + i + " k " + k));
        }
        return cases;
    }

    /** With the size said, and without it, where the list's last token may be the sampled one. */
    @Test
    void boundsHoldWhateverWasSampled() {
        int disjoint = 0;
        int apart = 0;
        for (Known known : cases(1_000)) {
            for (int y = 0; y < known.p.length; y++) {
                for (int size : new int[] {known.k, 0}) {
                    PairFigures figures = known.figures(size, y);
                    assertBounds(figures, known, known.which + " token " + y + " size " + size);
                    disjoint += (int) figures.topDisjoint();
                    apart += figures.klLowL1() > figures.klLowL0() + ROUNDING ? 1 : 0;
                }
            }
        }
        assertTrue(disjoint > 1_000, disjoint + " without a token in common");
        assertTrue(apart > 1_000, apart + " with a tighter bound");
    }

    private static void assertBounds(PairFigures figures, Known known, String which) {
        assertEquals(1, figures.topTokens(), which);
        assertTrue(0 <= figures.klLowL0(), which);
        assertTrue(figures.klLowL0() <= figures.klLowL1(), which);
        assertTrue(figures.klLowL1() <= known.kl() + TAIL_ROUNDING, which);
        assertTrue(figures.tvLow() <= known.tv() + ROUNDING, which);
        assertTrue(figures.tvHigh() >= known.tv() - ROUNDING, which);
        assertTrue(figures.jsLow() <= known.js() + ROUNDING, which);
        assertTrue(figures.jsHigh() >= known.js() - ROUNDING, which);
        assertTrue(figures.entropyLow() <= known.entropy() + ROUNDING, which);
        assertTrue(figures.entropyHigh() >= known.entropy() - ROUNDING, which);
    }

    @Test
    void expectationsAreKlAndVariancesAreNotAboveThoseOfTheTokenAlone() {
        int less = 0;
        int disjoint = 0;
        for (Known known : cases(3_000)) {
            Moments rb1 = new Moments();
            Moments rb3 = new Moments();
            Moments k1 = new Moments();
            Moments k3 = new Moments();
            for (int y = 0; y < known.p.length; y++) {
                PairFigures figures = known.figures(known.k, y);
                double d = StrictMath.log(known.q[y]) - StrictMath.log(known.p[y]);
                disjoint += (int) figures.topDisjoint();
                rb1.add(known.p[y], figures.rb1Mean());
                rb3.add(known.p[y], figures.rb3Mean());
                k1.add(known.p[y], LogRatio.k1(d));
                k3.add(known.p[y], LogRatio.k3(d));
            }
            assertEquals(known.kl(), rb1.mean, ROUNDING, known.which);
            assertEquals(known.kl(), rb3.mean, ROUNDING, known.which);
            // Relative: k3 of a rare token may be in the thousands.
            assertTrue(rb1.variance() <= k1.variance() + ROUNDING * (1 + k1.square), known.which);
            assertTrue(rb3.variance() <= k3.variance() + ROUNDING * (1 + k3.square), known.which);
            less += rb3.variance() < 0.9 * k3.variance() ? 1 : 0;
        }
        assertTrue(less > 1_000, less + " with less variance");
        assertTrue(disjoint > 1_000, disjoint + " without a token in common");
    }

    private static final class Moments {
        double mean;
        double square;

        void add(double weight, double x) {
            mean += weight * x;
            square += weight * x * x;
        }

        double variance() {
            return square - mean * mean;
        }
    }

    @Test
    void goldenOfTheLumpedBoundAndNowhereThePlainSum() {
        double[] p = {.5, .2, .1, .1, .1};
        double[] q = {.6, .25, .1, .03, .02};
        PairFigures figures = new Known(p, q, 3, true, "").figures(3, 0);

        assertEquals(.14146938356415886, figures.klLowL0(), 1e-15);
        assertTrue(figures.klLowL1() <= .14555158301618443 + ROUNDING);
        for (PairSum sum : PairSum.values()) {
            assertNotEquals(-.13578948865981924, figures.tokenMean(sum), 1e-6, sum.name());
        }
        // Σ_S p ln(p/q) / Σ_S p: of the sampled token inside S.
        assertEquals(-.13578948865981924 / .8, figures.rb1Mean(), 1e-15);
    }

    @Test
    void wholeListsGiveTheNumbersThemselves() {
        Known known =
                new Known(
                        new double[] {.9, .05, .03, .02},
                        new double[] {.6, .2, .15, .05},
                        4,
                        true,
                        "");
        PairFigures figures = known.figures(4, 2);

        assertEquals(.22899492723084736, figures.klLowL0(), 1e-14);
        assertEquals(.22899492723084736, figures.rb1Mean(), 1e-14);
        assertEquals(.22899492723084736, figures.rb3Mean(), 1e-14);
        assertEquals(.3, figures.tvLow(), 1e-15);
        assertEquals(.3, figures.tvHigh(), 1e-15);
        assertEquals(known.js(), figures.jsLow(), 1e-15);
        assertEquals(known.js(), figures.jsHigh(), 1e-15);
        assertEquals(known.entropy(), figures.entropyLow(), 1e-14);
        assertEquals(known.entropy(), figures.entropyHigh(), 1e-14);
    }

    @Test
    void anyOrderAndAnyTreeOfMergesGiveTheSameBits() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Rollout> rollouts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rollouts.add(TopRollouts.random(random));
        }
        PairTotals expected = tally(rollouts);
        PairFigures figures = new PairFigures(RolePair.MISMATCH, expected);
        assertTrue(figures.topTokens() > 100 && figures.topUnusable() > 20, "seed " + SEED);
        assertTrue(figures.topDisjoint() > 10, "seed " + SEED);
        for (int shuffle = 0; shuffle < 10; shuffle++) {
            Collections.shuffle(rollouts, new Random(SEED + shuffle));
            PairTotals merged = tree(rollouts, random);
            assertArrayEquals(expected.sums(), merged.sums());
            assertArrayEquals(expected.refused(), merged.refused());
            assertArrayEquals(expected.counts(), merged.counts());
            assertArrayEquals(expected.extremes(), merged.extremes());
        }
    }

    private static PairTotals tree(List<Rollout> rollouts, SplittableRandom random) {
        if (rollouts.size() < 4) {
            return tally(rollouts);
        }
        int cut = 1 + random.nextInt(rollouts.size() - 1);
        PairTally tally = new PairTally(RolePair.MISMATCH);
        tally.merge(tree(rollouts.subList(cut, rollouts.size()), random));
        tally.merge(tree(rollouts.subList(0, cut), random));
        return tally.totals();
    }

    private static PairTotals tally(List<Rollout> rollouts) {
        PairTally tally = new PairTally(RolePair.MISMATCH);
        rollouts.forEach(tally::add);
        return tally.totals();
    }

    @Test
    void positionsCountWhereTheTokenCountsAndBothListsCanBeUsed() {
        byte ok = TokenStatus.OK.code();
        byte none = TokenStatus.NULL.code();
        byte bad = TokenStatus.POSITIVE.code();
        byte never = TokenStatus.NEG_INF.code();
        TopLists p = lists(0, ok, ok, none, ok, bad, ok);
        TopLists q = lists(1, ok, ok, ok, bad, none, ok);
        double[] logprobs = {-1, -1, -1, -1, -1, -1};
        PairFigures figures =
                Rollouts.figures(
                        RolePair.MISMATCH,
                        TopRollouts.of(
                                new int[6],
                                new RoleScores(logprobs, new byte[6], p),
                                new RoleScores(
                                        logprobs, new byte[] {ok, ok, ok, ok, ok, never}, q)));

        assertEquals(5, figures.tokens());
        assertEquals(2, figures.topTokens());
        assertEquals(2, figures.topDisjoint());
        assertEquals(1, figures.topUnusable());
        assertEquals(0, figures.rb1Mean());
        // The record does not say how many tokens there are.
        assertTrue(Double.isNaN(figures.entropyHigh()));
        assertTrue(figures.entropyLow() > 0);
    }

    /** One token a list, of log-prob −1. */
    private static TopLists lists(int token, byte... statuses) {
        int[] offsets = new int[statuses.length + 1];
        for (int i = 0; i < statuses.length; i++) {
            offsets[i + 1] = offsets[i] + (statuses[i] == TokenStatus.OK.code() ? 1 : 0);
        }
        long[] tokens = new long[offsets[statuses.length]];
        double[] logprobs = new double[tokens.length];
        Arrays.fill(tokens, token);
        Arrays.fill(logprobs, -1);
        return new TopLists(0, 0, statuses, new TopCandidates(offsets, tokens, logprobs));
    }

    @Test
    void rolloutsWithoutListsGiveNoNumber() {
        PairFigures figures =
                Rollouts.figures(
                        RolePair.MISMATCH,
                        Rollouts.of(new double[] {-1}, new double[] {-2}, null, 0));

        assertEquals(0, figures.topTokens());
        for (double figure :
                new double[] {
                    figures.rb1Mean(), figures.rb3Mean(), figures.klLowL0(), figures.klLowL1(),
                    figures.tvLow(), figures.tvHigh(), figures.jsLow(), figures.jsHigh(),
                    figures.entropyLow(), figures.entropyHigh()
                }) {
            assertTrue(Double.isNaN(figure));
        }
    }

    @Test
    void truncationSpoilsRb3AndNotRb1() {
        double[] one = {-1};
        RolloutSampling cut = new RolloutSampling(Distribution.PROCESSED, 1, .9, 0, Role.SAMPLER);
        PairFigures figures =
                Rollouts.figures(RolePair.MISMATCH, Rollouts.of(one, one, null, 0, cut));

        assertEquals(Validity.VALID, figures.rb1Provenance().validity());
        assertEquals("rb1", figures.rb1Provenance().estimator());
        assertEquals(State.INVALID, figures.rb3Provenance().validity().state());
        assertEquals(0, figures.rb3Provenance().tokens());
    }
}
