package dev.surprisal.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontierTest {

    private record Step(double kl, double reward) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void isWhatTheDefinitionSays(int seed) {
        Random random = new Random(seed);
        Frontier frontier = new Frontier();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            // Few values, so that there are ties.
            Step step = new Step(random.nextInt(20) / 4.0, random.nextInt(30) - 15);
            double best = Double.NEGATIVE_INFINITY;
            for (Step other : steps) {
                best = other.kl <= step.kl ? Math.max(best, other.reward) : best;
            }
            assertEquals(
                    Math.max(0, best - step.reward),
                    frontier.add(step.kl, step.reward),
                    "seed " + seed + " step " + i);
            steps.add(step);
            if (i == 150) {
                frontier = new Frontier(frontier.kls(), frontier.rewards());
            }
        }
        double[] kls = frontier.kls();
        double[] rewards = frontier.rewards();
        for (int i = 0; i < kls.length; i++) {
            Step on = new Step(kls[i], rewards[i]);
            assertTrue(steps.contains(on), "seed " + seed);
            assertTrue(
                    steps.stream()
                            .noneMatch(
                                    other ->
                                            !other.equals(on)
                                                    && other.kl <= on.kl
                                                    && other.reward >= on.reward),
                    "seed " + seed + ": " + on + " is dominated");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aStepWithoutANumberIsNotOnIt(double none) {
        Frontier frontier = new Frontier();

        assertTrue(Double.isNaN(frontier.add(none, 1)));
        assertTrue(Double.isNaN(frontier.add(1, none)));
        assertArrayEquals(new double[0], frontier.kls());
    }
}
