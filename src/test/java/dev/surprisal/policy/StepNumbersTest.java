package dev.surprisal.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Labels;
import dev.surprisal.event.PredictionForm;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutTotals;
import dev.surprisal.event.StepScore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepNumbersTest {

    private static final StepLosses LOSSES = new StepLosses(1, 10, 1);
    private static final double NEVER = Double.NEGATIVE_INFINITY;
    private static final Labels ALL = new Labels(new String[0], new String[0]);

    private static StepScore score(double beta, Rollout... rollouts) {
        return score(beta, StepLosses.DEFAULT, rollouts);
    }

    private static StepScore score(double beta, StepLosses losses, Rollout... rollouts) {
        StepSpec spec =
                new StepSpec(RolePair.POLICY_REFERENCE, List.of(View.values()), beta, losses);
        RolloutTally tally = new RolloutTally(spec);
        for (Rollout rollout : rollouts) {
            RolloutTotals totals = RolloutTally.of(rollout, spec);
            tally.merge(totals);
        }
        if (losses.huber() > 0) {
            tally.addPair(-1, -2);
        }
        return StepNumbers.of(spec, tally.totals()).score("r", ALL, 3, 3, true, Map.of());
    }

    private static double[] of(double... values) {
        return values;
    }

    @Test
    void penalisedRewardsAreRewardLessBetaK1() {
        StepScore score =
                score(
                        0.5,
                        Rollouts.of(of(-1, -1), of(-1, -2), of(-2, -4), 1),
                        Rollouts.of(of(-1), of(-1), of(-0.5), 3),
                        // No KL of all its tokens.
                        Rollouts.of(of(-1, -1), of(-1, -1), of(-1, NEVER), 100));

        // (1 − 0.5·3) + (3 + 0.5·0.5), over two sequences and three tokens.
        assertEquals(2.75 / 2, score.value("reward/penalized_sequence"), 1e-15);
        assertEquals(2.75 / 3, score.value("reward/penalized_token"), 1e-15);
        assertTrue(
                Double.isNaN(
                        score(0, Rollouts.of(of(-1), of(-1), of(-1), 1))
                                .value("reward/penalized_sequence")));
    }

    @Test
    void infiniteKlIsSaidAndInNoMean() {
        StepScore score = score(0, Rollouts.of(of(-1, -1), of(-1, -1), of(-2, NEVER), 1));

        assertEquals(1, score.value("infinite/reference"));
        assertEquals(1, score.value("kl/reference/k1/token_mean"));
        assertTrue(Arrays.asList(score.noteNames()).contains("reference/infinite"));
    }

    @Test
    void aPairThatIsNotThereHasNoNumbers() {
        StepScore score = score(0, Rollouts.of(of(-1, -1), of(-1, -2), null, 1));

        assertFalse(Arrays.stream(score.names()).anyMatch(name -> name.contains("reference/")));
        assertTrue(Double.isNaN(score.value("kl")));
        assertEquals(0.5 * (Math.exp(-1)), score.value("mismatch_kl"), 1e-15);
    }

    /** Every name, with its pair, estimator and role left out, stands in the table. */
    @Test
    void everyNameIsDocumented() throws Exception {
        String docs = Files.readString(Path.of("docs/POLICY-METRICS.md"));
        StepScore score =
                score(
                        0.1,
                        LOSSES,
                        Rollouts.of(of(-1, -1), of(-1, -2), of(-2, -4), 1),
                        Rollouts.judged(PredictionForm.PROBABILITY, 0.5, 1));

        for (String name : score.names()) {
            String first = name.split("/")[0];
            assertTrue(
                    docs.contains("`" + first + "`")
                            || docs.contains("`" + first + "/")
                            || Arrays.stream(View.values())
                                    .anyMatch(view -> view.label().equals(first)),
                    name);
        }
        assertTrue(score.names().length > 80, score.names().length + " names");
        assertEquals(List.of(score.names()), Arrays.stream(score.names()).sorted().toList());
    }
}
