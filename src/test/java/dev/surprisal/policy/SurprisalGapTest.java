package dev.surprisal.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Labels;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutTotals;
import dev.surprisal.event.StepScore;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopCandidates;
import dev.surprisal.event.TopLists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The check of a sampler that needs no reference: surprisal less entropy. */
class SurprisalGapTest {

    private static final long SEED = 20261126;
    private static final Labels ALL = new Labels(new String[0], new String[0]);
    private static final StepSpec SPEC =
            new StepSpec(RolePair.POLICY_REFERENCE, List.of(), 0, StepLosses.DEFAULT);
    private static final String GAP = "surprisal_gap/sampler/";

    private static RolloutTally tally(List<Rollout> rollouts) {
        RolloutTally tally = new RolloutTally(SPEC);
        rollouts.forEach(rollout -> tally.merge(RolloutTally.of(rollout, SPEC)));
        return tally;
    }

    private static StepScore score(List<Rollout> rollouts) {
        return StepNumbers.of(SPEC, tally(rollouts).totals()).score("", ALL, 0, 0, true, Map.of());
    }

    /** Tokens y of distributions p [tokens][V], with the k likeliest of each. */
    private static Rollout rollout(double[][] p, int[] y, int k, int vocabulary) {
        double[] logprobs = new double[y.length];
        int[] offsets = new int[y.length + 1];
        long[] tokens = new long[k * y.length];
        double[] listed = new double[k * y.length];
        for (int i = 0; i < y.length; i++) {
            double[] of = p[i];
            logprobs[i] = StrictMath.log(of[y[i]]);
            int[] order =
                    IntStream.range(0, of.length)
                            .boxed()
                            .sorted(Comparator.comparingDouble(token -> -of[token]))
                            .mapToInt(Integer::intValue)
                            .toArray();
            for (int j = 0; j < k; j++) {
                tokens[i * k + j] = order[j];
                listed[i * k + j] = StrictMath.log(of[order[j]]);
            }
            offsets[i + 1] = (i + 1) * k;
        }
        byte[] ok = new byte[y.length];
        Arrays.fill(ok, TokenStatus.OK.code());
        TopLists top =
                new TopLists(k, vocabulary, ok.clone(), new TopCandidates(offsets, tokens, listed));
        RoleScores sampler = new RoleScores(logprobs, ok, top);
        return TopRollouts.of(y, sampler, null);
    }

    private static double entropy(double[] p) {
        return -Arrays.stream(p).filter(x -> x > 0).map(x -> x * Math.log(x)).sum();
    }

    private static double[][] same(double[] p, int count) {
        double[][] all = new double[count][];
        Arrays.fill(all, p);
        return all;
    }

    private static int draw(double[] p, SplittableRandom random) {
        double left = random.nextDouble();
        int last = 0;
        for (int i = 0; i < p.length; i++) {
            last = i;
            left -= p[i];
            if (left < 0) {
                break;
            }
        }
        return last;
    }

    @Test
    void aListOfTheWholeVocabularyTellsTheGapItself() {
        double[] p = {.9, .05, .03, .02};
        List<Rollout> rollouts =
                List.of(
                        rollout(same(p, 2), new int[] {0, 0}, 4, 4),
                        rollout(same(p, 2), new int[] {0, 3}, 4, 4));
        StepScore score = score(rollouts);

        double mean = (3 * -.32268775914007936 + 3.48397473063024) / 4;
        assertEquals(mean, score.value(GAP + "low"), 1e-14);
        assertEquals(score.value(GAP + "low"), score.value(GAP + "high"));
        assertEquals(4, score.value(GAP + "tokens"));
        assertEquals(0, score.value(GAP + "unbounded"));
        // Two completions of two tokens: Student's t with one degree, 12.7062, times half their
        // difference.
        double half = Math.abs(-.32268775914007936 - 3.48397473063024) / 4;
        assertEquals(mean - 12.706204736174707 * half, score.value(GAP + "low_95"), 1e-9);
        assertEquals(mean + 12.706204736174707 * half, score.value(GAP + "high_95"), 1e-9);
    }

    /** A one-off completion has no interval, and an empty one and one without lists add nothing. */
    @Test
    void whatIsNotThereIsLeftOut() {
        double[] p = {.9, .05, .03, .02};
        double[] one = {-1};
        StepScore score =
                score(
                        List.of(
                                rollout(same(p, 1), new int[] {2}, 2, 0),
                                rollout(new double[0][], new int[0], 2, 0),
                                Rollouts.of(one, one, one, 0)));
        assertEquals(1, score.value(GAP + "tokens"));
        assertEquals(1, score.value(GAP + "unbounded"));
        assertTrue(Double.isFinite(score.value(GAP + "high")));
        for (String name : List.of("low", "low_95", "high_95")) {
            assertTrue(Double.isNaN(score.value(GAP + name)), name);
        }
        StepScore without = score(List.of(Rollouts.of(one, one, one, 0)));
        assertTrue(
                Arrays.stream(without.names())
                        .noneMatch(name -> name.contains("gap/") && name.startsWith("surprisal")));
    }

    @Test
    void unusableListsAndTokensAreInNoMean() {
        double[] p = {.9, .05, .03, .02};
        Rollout rollout = rollout(same(p, 4), new int[] {0, 1, 2, 3}, 4, 4);
        rollout.sampler().statuses()[0] = TokenStatus.NEG_INF.code();
        rollout.sampler().top().statuses()[1] = TokenStatus.POSITIVE.code();
        rollout.sampler().top().statuses()[2] = TokenStatus.NULL.code();
        StepScore score = score(List.of(rollout));

        assertEquals(1, score.value(GAP + "tokens"));
        assertEquals(1, score.value(GAP + "unusable"));
        assertEquals(3.48397473063024, score.value(GAP + "high"), 1e-14);
    }

    @Test
    void theTrueGapIsWithinTheIntervalWhateverTheList() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 300; round++) {
            int vocabulary = 2 + random.nextInt(20);
            int k = 1 + random.nextInt(vocabulary);
            int tokens = 1 + random.nextInt(6);
            double[][] p = new double[tokens][vocabulary];
            int[] y = new int[tokens];
            double gap = 0;
            for (int i = 0; i < tokens; i++) {
                double sharp = random.nextDouble(0, 6);
                double[] masses = p[i];
                Arrays.setAll(masses, j -> Math.exp(sharp * random.nextDouble()));
                double sum = Arrays.stream(masses).sum();
                Arrays.setAll(masses, j -> masses[j] / sum);
                y[i] = random.nextInt(vocabulary);
                gap += (-Math.log(masses[y[i]]) - entropy(masses)) / tokens;
            }
            StepScore score = score(List.of(rollout(p, y, k, vocabulary)));
            String where = "seed " + SEED + ", round " + round + ", gap " + gap;
            assertTrue(score.value(GAP + "low") <= gap + 1e-12, where);
            assertTrue(score.value(GAP + "high") >= gap - 1e-12, where);
            if (k == vocabulary) {
                assertEquals(gap, score.value(GAP + "high"), 1e-12, where);
            }
        }
    }

    /** What it is for: the sampler of temperature 0.7 whose log-probs are of temperature 1. */
    @Test
    void aColderSamplerIsFoundAndATrueOneIsNot() {
        double[] p = {.5, .3, .15, .05};
        double[] cold = Arrays.stream(p).map(x -> Math.pow(x, 1 / .7)).toArray();
        double sum = Arrays.stream(cold).sum();
        Arrays.setAll(cold, i -> cold[i] / sum);
        SplittableRandom random = new SplittableRandom(SEED);
        List<Rollout> honest = new ArrayList<>();
        List<Rollout> tempered = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int[] y = new int[20];
            Arrays.setAll(y, j -> draw(p, random));
            honest.add(rollout(same(p, 20), y, 4, 4));
            int[] z = new int[20];
            Arrays.setAll(z, j -> draw(cold, random));
            tempered.add(rollout(same(p, 20), z, 4, 4));
        }
        StepScore fine = score(honest);
        assertTrue(fine.value(GAP + "low_95") < 0, "seed " + SEED);
        assertTrue(fine.value(GAP + "high_95") > 0, "seed " + SEED);
        StepScore found = score(tempered);
        assertTrue(found.value(GAP + "high_95") < 0, "seed " + SEED);
        // 1.0156 − 1.1421, within four standard errors of 4,000 tokens.
        assertEquals(1.0156095102833207 - 1.1421200429883351, found.value(GAP + "low"), .05);

        RolloutTotals expected = tally(tempered).totals();
        Collections.shuffle(tempered, new Random(SEED));
        RolloutTally halves = tally(tempered.subList(70, 200));
        halves.merge(tally(tempered.subList(0, 70)).totals());
        assertArrayEquals(expected.gaps().sums(), halves.totals().gaps().sums());
        assertArrayEquals(expected.gaps().counts(), halves.totals().gaps().counts());
    }
}
