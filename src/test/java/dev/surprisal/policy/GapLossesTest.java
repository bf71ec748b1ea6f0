package dev.surprisal.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.event.Labels;
import dev.surprisal.event.PairTotals;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutTotals;
import dev.surprisal.event.StepScore;
import java.io.File;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses of the gaps between two models' log-probs of the same tokens. */
class GapLossesTest {

    private static final long SEED = 20261124;
    private static final Labels ALL = new Labels(new String[0], new String[0]);

    private static StepScore score(double huber, List<Rollout> rollouts) {
        StepSpec spec =
                new StepSpec(RolePair.POLICY_REFERENCE, List.of(), 0, new StepLosses(huber, 10, 1));
        RolloutTally tally = new RolloutTally(spec);
        for (Rollout rollout : rollouts) {
            RolloutTotals totals = RolloutTally.of(rollout, spec);
            tally.merge(totals);
        }
        return StepNumbers.of(spec, tally.totals()).score("", ALL, 0, 0, true, Map.of());
    }

    private static double[] of(double... values) {
        return values;
    }

    /** The worked inputs of the losses, kernel/losses.json, as log-probs. */
    @Test
    void gapsOfTheGoldenLossesHaveTheirLosses() throws Exception {
        JsonNode golden =
                new ObjectMapper()
                        .readTree(new File("src/test/resources/kernel/losses.json"))
                        .get("regression");
        double[] y = new double[5];
        double[] prediction = new double[5];
        Arrays.setAll(y, i -> -golden.get("y_true").get(i).doubleValue());
        Arrays.setAll(prediction, i -> -golden.get("y_pred").get(i).doubleValue());
        StepScore score = score(1, List.of(Rollouts.of(y, prediction, null, 1)));

        for (String name : List.of("mse", "mae")) {
            assertEquals(
                    golden.get(name).doubleValue(),
                    score.value("logprob_gap/mismatch/" + name),
                    1e-15);
        }
        assertEquals(
                golden.get("huber_delta_1").doubleValue(),
                score.value("logprob_gap/mismatch/huber"),
                1e-15);
    }

    @Test
    void huberIsHalfTheSquareUpToDeltaAndLinearBeyond() {
        List<Rollout> rollouts =
                List.of(
                        // d of mismatch: 0.5, −1, 3, 0; of reference: −2, 0.25, 0, 1.
                        Rollouts.of(
                                of(-4, -1, -5, -1),
                                of(-3.5, -2, -2, -1),
                                of(-5.5, -1.75, -2, 0),
                                1));
        StepScore one = score(1, rollouts);
        // 0.125, 0.5, 1 · (3 − 0.5), 0 and 1.5, 0.03125, 0, 0.5.
        assertEquals(3.125 / 4, one.value("logprob_gap/mismatch/huber"));
        assertEquals(2.03125 / 4, one.value("logprob_gap/reference/huber"));
        StepScore wide = score(1e6, rollouts);
        assertEquals(
                wide.value("logprob_gap/mismatch/mse") / 2,
                wide.value("logprob_gap/mismatch/huber"));
        assertTrue(Double.isNaN(score(0, rollouts).value("logprob_gap/mismatch/huber")));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.1, 1, 25})
    void lossesOfGapsAreTheirSumsInAnyOrderAndTree(double delta) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Rollout> rollouts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rollouts.add(Rollouts.random(random));
        }
        BigDecimal sum = BigDecimal.ZERO;
        long tokens = 0;
        for (Rollout rollout : rollouts) {
            for (int i = 0; i < rollout.tokenIds().length; i++) {
                double d = rollout.reference().logprobs()[i] - rollout.policy().logprobs()[i];
                BigDecimal size = new BigDecimal(Math.abs(d));
                BigDecimal bound = new BigDecimal(delta);
                BigDecimal half = new BigDecimal("0.5");
                sum =
                        sum.add(
                                size.compareTo(bound) <= 0
                                        ? size.multiply(size).multiply(half)
                                        : bound.multiply(size.subtract(bound.multiply(half))));
                tokens++;
            }
        }
        double mean = sum.divide(BigDecimal.valueOf(tokens), MathContext.DECIMAL64).doubleValue();
        double found = score(delta, rollouts).value("logprob_gap/reference/huber");
        // Each addend is a double: two roundings of what is at most 2 δ nats or 2 nats².
        assertEquals(mean, found, 1e-15 * (1 + mean), "seed " + SEED);
        Collections.shuffle(rollouts, new Random(SEED));
        assertEquals(found, score(delta, rollouts).value("logprob_gap/reference/huber"));
    }

    /** State of before the last sum was: as if it had added nothing. */
    @Test
    void totalsOfFewerSumsAddUp() {
        PairTally tally = new PairTally(RolePair.MISMATCH, 1);
        tally.add(Rollouts.random(new SplittableRandom(SEED)));
        PairTotals now = tally.totals();
        PairTotals before =
                new PairTotals(
                        Arrays.copyOf(now.sums(), now.sums().length - 3),
                        Arrays.copyOf(now.refused(), now.refused().length - 1),
                        Arrays.copyOf(now.counts(), now.counts().length - 1),
                        now.extremes());
        PairTally restored = new PairTally(RolePair.MISMATCH, 1);
        restored.merge(before);
        assertArrayEquals(
                before.sums(), Arrays.copyOf(restored.totals().sums(), before.sums().length));
        assertEquals(0, new PairFigures(RolePair.MISMATCH, restored.totals()).value(PairSum.HUBER));
    }
}
