package dev.surprisal.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.CompletionTotals;
import dev.surprisal.event.PairTotals;
import dev.surprisal.event.Rollout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairTallyTest {

    private static final long SEED = 7_03;
    private static final double NONE = Double.NaN;
    private static final double NEVER = Double.NEGATIVE_INFINITY;

    @Test
    void anyOrderAndAnyTreeOfMergesGiveTheSameBits() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Rollout> rollouts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rollouts.add(Rollouts.random(random));
        }
        PairTotals expected = tally(rollouts);
        CompletionTotals completions = completions(rollouts);
        for (int shuffle = 0; shuffle < 5; shuffle++) {
            Collections.shuffle(rollouts, new Random(SEED + shuffle));
            int cut = 1 + random.nextInt(298);
            PairTally left = new PairTally(RolePair.MISMATCH);
            left.merge(tally(rollouts.subList(cut, 300)));
            left.merge(tally(rollouts.subList(0, cut)));
            assertSame(expected, left.totals());

            CompletionTally other = new CompletionTally();
            other.merge(completions(rollouts.subList(cut, 300)));
            other.merge(completions(rollouts.subList(0, cut)));
            assertArrayEquals(completions.sums(), other.totals().sums());
            assertArrayEquals(completions.counts(), other.totals().counts());
            assertArrayEquals(completions.extremes(), other.totals().extremes());
        }
    }

    private static void assertSame(PairTotals expected, PairTotals actual) {
        assertArrayEquals(expected.sums(), actual.sums());
        assertArrayEquals(expected.refused(), actual.refused());
        assertArrayEquals(expected.counts(), actual.counts());
        assertArrayEquals(expected.extremes(), actual.extremes());
    }

    private static PairTotals tally(List<Rollout> rollouts) {
        PairTally tally = new PairTally(RolePair.MISMATCH);
        rollouts.forEach(tally::add);
        return tally.totals();
    }

    private static CompletionTotals completions(List<Rollout> rollouts) {
        CompletionTally tally = new CompletionTally();
        rollouts.forEach(tally::add);
        return tally.totals();
    }

    /**
     * Every token as often as its probability says, so that means are expectations. p and q of
     * kl-and-drift's golden values, at p in twentieths.
     */
    @Test
    void meansOverTheWholeDistributionAreKl() {
        double[] p = {.5, .3, .2};
        double[] q = {.4, .4, .2};
        List<Double> logP = new ArrayList<>();
        List<Double> logQ = new ArrayList<>();
        for (int token = 0; token < 3; token++) {
            for (int i = 0; i < Math.round(20 * p[token]); i++) {
                logP.add(StrictMath.log(p[token]));
                logQ.add(StrictMath.log(q[token]));
            }
        }
        PairFigures figures =
                Rollouts.figures(RolePair.MISMATCH, Rollouts.of(array(logP), array(logQ), null, 0));

        double kl = .025267153921570547;
        assertEquals(kl, figures.kl(Estimator.K1, Reduction.TOKEN_MEAN), 1e-15);
        assertEquals(kl, figures.kl(Estimator.K3, Reduction.TOKEN_MEAN), 1e-15);
        assertEquals(kl, figures.mismatchKl(), 1e-15);
        double k2 = .024862407344802102;
        assertEquals(k2, figures.kl(Estimator.K2, Reduction.TOKEN_MEAN), 1e-15);
        assertEquals(1.0296530140645735, figures.entropyEstimate(), 1e-14);
        assertEquals(1, figures.ratioMean(), 1e-15);
        // Chi-square of q against p: Σ (q − p)²/p.
        assertEquals(.01 / .5 + .01 / .3, figures.chi2Token(), 1e-15);
        assertEquals(.8, figures.ratioMin(), 1e-15);
        assertEquals(4 / 3.0, figures.ratioMax(), 1e-15);
    }

    @Test
    void kishIsTheGoldenEffectiveSampleSize() {
        // p, in hundredths: 1 / (1 + chi-square of q against p).
        double[] p = {.9, .05, .03, .02};
        double[] q = {.6, .2, .15, .05};
        List<Double> logP = new ArrayList<>();
        List<Double> logQ = new ArrayList<>();
        double square = 0;
        for (int token = 0; token < 4; token++) {
            square += q[token] * q[token] / p[token];
            for (int i = 0; i < Math.round(100 * p[token]); i++) {
                logP.add(StrictMath.log(p[token]));
                logQ.add(StrictMath.log(q[token]));
            }
        }
        PairFigures figures =
                Rollouts.figures(RolePair.MISMATCH, Rollouts.of(array(logP), array(logQ), null, 0));

        assertEquals(1 / square, figures.essToken(), 1e-13);
        assertEquals(.48192771, figures.essToken(), 5e-9);
        assertEquals(.22899492723084736, figures.kl(Estimator.K1, Reduction.TOKEN_MEAN), 1e-14);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void reductionsDifferWhereLengthsDiffer() {
        PairFigures figures =
                Rollouts.figures(
                        RolePair.MISMATCH,
                        Rollouts.of(new double[] {-1}, new double[] {-3}, null, 0),
                        Rollouts.of(new double[] {-1, -1, -1}, new double[] {-1, -1, -2}, null, 0));

        assertEquals(3 / 4.0, figures.kl(Estimator.K1, Reduction.TOKEN_MEAN));
        assertEquals(3 / 2.0, figures.kl(Estimator.K1, Reduction.SEQ_SUM));
        assertEquals((2 + 1 / 3.0) / 2, figures.kl(Estimator.K1, Reduction.SEQ_MEAN_TOKEN_MEAN));
        assertEquals((2 + 1 / 3.0) / 2, figures.logPplDifference());
        assertEquals(
                (Math.exp(2) + Math.exp(1 / 3.0)) / 2, figures.pplRatio(), 1e-15 * Math.exp(2));
        double first = Math.exp(-2);
        double second = Math.exp(-1);
        double chi2 = (first * first + second * second) / 2 - 1;
        assertEquals(chi2, figures.chi2Sequence(), 1e-15);
        double ess = (first + second) * (first + second) / (2 * (first * first + second * second));
        assertEquals(ess, figures.essSequence(), 1e-15);
    }

    @Test
    void infiniteAndMissingTokensAreCountedAndInNoMean() {
        PairFigures figures =
                Rollouts.figures(
                        RolePair.MISMATCH,
                        Rollouts.of(
                                new double[] {-1, -1, NEVER, NONE, -1, Rollouts.PAD},
                                new double[] {-2, NEVER, -1, -1, NONE, Rollouts.PAD},
                                null,
                                0),
                        Rollouts.of(new double[0], new double[0], null, 0),
                        Rollouts.of(new double[] {-1}, new double[] {NEVER}, null, 0),
                        Rollouts.of(
                                new double[] {Rollouts.PAD}, new double[] {Rollouts.PAD}, null, 0));

        assertEquals(1, figures.tokens());
        assertEquals(2, figures.infinite());
        assertEquals(1, figures.impossible());
        assertEquals(2, figures.unusable());
        assertEquals(2, figures.count(PairCount.PADDING));
        assertEquals(1, figures.sequences());
        assertEquals(0, figures.wholeSequences());
        assertEquals(2, figures.emptySequences());
        assertEquals(1, figures.unscoredSequences());
        assertEquals(1, figures.kl(Estimator.K1, Reduction.TOKEN_MEAN));
        // A sum over a sequence that lacks tokens would be too small.
        assertTrue(Double.isNaN(figures.kl(Estimator.K1, Reduction.SEQ_SUM)));
        assertTrue(Double.isNaN(figures.logEvidence()));
    }

    @Test
    void missingRoleAddsNothing() {
        PairTally tally = new PairTally(RolePair.POLICY_REFERENCE);

        assertFalse(tally.add(Rollouts.of(new double[] {-1}, new double[] {-1}, null, 0)));

        assertSame(new PairTally(RolePair.POLICY_REFERENCE).totals(), tally.totals());
    }

    @Test
    void unclampedStandsBesideTheClampedFraction() {
        // k3 13 and 28: both above 10; the second one's log-ratio is beyond 20.
        PairFigures figures =
                Rollouts.figures(
                        RolePair.MISMATCH,
                        Rollouts.of(
                                new double[] {-1, -1, -1, -1},
                                new double[] {-15, -30, -1.5, -1},
                                null,
                                0));

        assertEquals(
                (13.00000083152872 + 28.00000000000026 + .1065306597126334) / 4,
                figures.kl(Estimator.K3, Reduction.TOKEN_MEAN),
                1e-13);
        assertEquals(.5, figures.k3ClampedFraction());
        assertEquals(.25, figures.ratioClampedFraction());
        assertEquals(.5, figures.cutFraction(Estimator.K1));
        assertEquals(.5, figures.cutFraction(Estimator.K2));
        assertEquals(
                (10 + 10 + .1065306597126334) / 4,
                figures.tokenMean(PairSum.K3_CLAMPED),
                1e-15 * 10);
    }

    @Test
    void addendTooLargeMakesTheMeanInfiniteAndNotSmaller() {
        PairFigures figures =
                Rollouts.figures(
                        RolePair.MISMATCH,
                        Rollouts.of(new double[] {-90, -1}, new double[] {-1, -1}, null, 0));

        assertEquals(Double.POSITIVE_INFINITY, figures.kl(Estimator.K3, Reduction.TOKEN_MEAN));
        assertEquals(
                Double.POSITIVE_INFINITY, figures.kl(Estimator.K3, Reduction.SEQ_MEAN_TOKEN_MEAN));
        assertEquals(Double.POSITIVE_INFINITY, figures.chi2Token());
        assertTrue(Double.isNaN(figures.essToken()));
        assertEquals(-44.5, figures.kl(Estimator.K1, Reduction.TOKEN_MEAN));
        assertEquals((89 * 89 / 2.0) / 2, figures.kl(Estimator.K2, Reduction.SEQ_MEAN_TOKEN_MEAN));
    }

    /** Under H0 the e-value of a sequence has mean 1: enumerated over three tokens. */
    @Test
    void evidenceIsAnEValueUnderTheReference() {
        double[] p = {.5, .3, .2};
        double[] q = {.4, .4, .2};
        double mean = 0;
        for (int[] s : new Sequences()) {
            double[] logP = Arrays.stream(s).mapToDouble(t -> StrictMath.log(p[t])).toArray();
            double[] logQ = Arrays.stream(s).mapToDouble(t -> StrictMath.log(q[t])).toArray();
            PairFigures figures =
                    Rollouts.figures(RolePair.POLICY_REFERENCE, Rollouts.of(null, logP, logQ, 0));
            assertEquals(figures.logEvidence(), figures.logEvidenceMax());
            double chance = Arrays.stream(s).mapToDouble(t -> q[t]).reduce(1, (a, b) -> a * b);
            mean += chance * StrictMath.exp(figures.logEvidenceMean());
        }
        assertEquals(1, mean, 1e-14);
    }

    private static final class Sequences extends ArrayList<int[]> {
        private static final long serialVersionUID = 1L;

        Sequences() {
            for (int i = 0; i < 27; i++) {
                add(new int[] {i % 3, i / 3 % 3, i / 9});
            }
        }
    }
}
