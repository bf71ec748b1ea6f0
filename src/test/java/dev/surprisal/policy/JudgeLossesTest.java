package dev.surprisal.policy;

import static dev.surprisal.event.PredictionForm.LOGIT;
import static dev.surprisal.event.PredictionForm.PROBABILITY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.event.Labels;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutTotals;
import dev.surprisal.event.StepScore;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Losses of judges and verifiers. */
class JudgeLossesTest {

    private static final long SEED = 20261125;
    private static final Labels ALL = new Labels(new String[0], new String[0]);
    private static final StepSpec SPEC =
            new StepSpec(RolePair.POLICY_REFERENCE, List.of(), 0, StepLosses.DEFAULT);

    private static RolloutTally tally(List<Rollout> rollouts) {
        RolloutTally tally = new RolloutTally(SPEC);
        rollouts.forEach(rollout -> tally.merge(RolloutTally.of(rollout, SPEC)));
        return tally;
    }

    private static StepScore score(RolloutTotals totals) {
        return StepNumbers.of(SPEC, totals).score("", ALL, 0, 0, true, Map.of());
    }

    private static StepScore score(Rollout... rollouts) {
        return score(tally(List.of(rollouts)).totals());
    }

    private static Rollout judged(double p, int label) {
        return Rollouts.judged(PROBABILITY, p, label);
    }

    /** The worked input of kernel/losses.json, without its ε. */
    @Test
    void crossEntropyIsThatOfTheGoldenLosses() throws Exception {
        JsonNode golden =
                new ObjectMapper()
                        .readTree(new File("src/test/resources/kernel/losses.json"))
                        .get("binary_cross_entropy");
        Rollout[] rollouts = new Rollout[5];
        double sum = 0;
        for (int i = 0; i < 5; i++) {
            double p = golden.get("p_pred").get(i).doubleValue();
            int y = golden.get("y_true").get(i).intValue();
            rollouts[i] = judged(p, y);
            sum -= Math.log(y == 1 ? p : 1 - p);
        }
        StepScore score = score(rollouts);

        assertEquals(sum / 5, score.value("judge/bce"), 1e-15);
        double fudged = golden.get("bce_with_eps_1e-8").doubleValue();
        assertEquals(fudged, score.value("judge/bce"), 1e-7);
        assertEquals(5, score.value("judge/count"));
        assertEquals(.6, score.value("judge/accuracy"));
    }

    @Test
    void calibrationErrorIsThatOfEightAnswers() {
        double[] confidence = {.95, .85, .75, .65, .55, .92, .35, .15};
        int[] right = {1, 1, 0, 1, 0, 1, 0, 0};
        Rollout[] rollouts = new Rollout[8];
        Arrays.setAll(rollouts, i -> judged(confidence[i], right[i]));

        assertEquals(.30374999999999996, score(rollouts).value("judge/ece"), 1e-15);
        StepSpec one =
                new StepSpec(RolePair.POLICY_REFERENCE, List.of(), 0, new StepLosses(0, 1, 1));
        RolloutTally all = new RolloutTally(one);
        for (Rollout rollout : rollouts) {
            all.merge(RolloutTally.of(rollout, one));
        }
        // Of one bin: |4/8 − mean confidence|.
        assertEquals(
                Arrays.stream(confidence).sum() / 8 - .5,
                StepNumbers.of(one, all.totals()).value("judge/ece"),
                1e-15);
    }

    @Test
    void certaintyCostsNothingOrEverything() {
        StepScore right = score(judged(1, 1), judged(0, 0));
        assertEquals(0, right.value("judge/bce"));
        assertEquals(0, right.value("judge/ece"));

        double infinity = Double.POSITIVE_INFINITY;
        StepScore wrong = score(judged(0, 1), judged(.5, 1), Rollouts.judged(LOGIT, infinity, 0));
        assertEquals(2, wrong.value("judge/infinite"));
        assertTrue(Double.isNaN(wrong.value("judge/bce")));
        assertEquals(StrictMath.log(2), wrong.value("judge/bce_finite"));
        assertEquals(3, wrong.value("judge/count"));
        assertEquals(0, wrong.value("judge/accuracy"));
    }

    @Test
    void whatHasNoLossIsCounted() {
        StepScore score =
                score(
                        judged(Double.NaN, 1),
                        judged(.5, -1),
                        judged(.25, -1),
                        Rollouts.judged(null, Double.NaN, 0),
                        judged(.5, 0));

        assertEquals(1, score.value("judge/count"));
        assertEquals(1, score.value("judge/nonfinite"));
        assertEquals(2, score.value("judge/unlabelled"));
        assertEquals(1, score.value("judge/missing"));
        double[] none = {-1};
        StepScore without = score(Rollouts.of(none, none, none, 1));
        assertTrue(Arrays.stream(without.names()).noneMatch(name -> name.startsWith("judge")));
    }

    @Test
    void lossesAreTheirSumsInAnyOrderAndTree() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Rollout> rollouts = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < 300; i++) {
            int label = random.nextInt(2);
            if (random.nextBoolean()) {
                double p = random.nextDouble();
                rollouts.add(judged(p, label));
                sum -= Math.log(label == 1 ? p : 1 - p);
            } else {
                double z = random.nextDouble(-9, 9);
                rollouts.add(Rollouts.judged(LOGIT, z, label));
                sum += Math.log1p(Math.exp(label == 1 ? -z : z));
            }
        }
        RolloutTotals expected = tally(rollouts).totals();
        assertEquals(sum / 300, score(expected).value("judge/bce"), 1e-13, "seed " + SEED);
        for (int cut = 1; cut < 300; cut += 83) {
            RolloutTally other = tally(rollouts.subList(cut, 300));
            other.merge(tally(rollouts.subList(0, cut)).totals());
            RolloutTotals totals = other.totals();
            assertArrayEquals(expected.losses().sums(), totals.losses().sums());
            assertArrayEquals(expected.losses().counts(), totals.losses().counts());
        }
    }
}
