package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The frontier of reward against the root of KL at the end of a run: steps that no other one
 * dominates.
 */
final class FrontierRows {

    private static final int ROWS_MAX = 40;

    private record Step(long step, JsonNode values) {
        double sqrtKl() {
            return values.get("sqrt_kl").doubleValue();
        }

        double reward() {
            return values.get("reward/mean").doubleValue();
        }
    }

    private final List<Step> steps = new ArrayList<>();

    /** A step of all completions; one that was below the frontier as it came stays so. */
    void add(JsonNode line) {
        JsonNode values = line.get("values");
        if (values.path("frontier/below").asDouble(1) == 0) {
            steps.add(new Step(line.get("step").longValue(), values));
        }
    }

    /** One block, or none where no step has both numbers. */
    List<Block> blocks() {
        List<List<String>> rows = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        steps.sort(
                Comparator.comparingDouble(Step::sqrtKl)
                        .thenComparing(Comparator.comparingDouble(Step::reward).reversed()));
        for (Step step : steps) {
            if (step.reward() > best) {
                best = step.reward();
                rows.add(
                        List.of(
                                Numbers.whole(step.step()),
                                Numbers.decimals(step.values().get("sqrt_kl"), 3),
                                Numbers.decimals(step.values().get("reward/mean"), 3),
                                Numbers.decimals(step.values().path("reward/gold_mean"), 3)));
            }
        }
        if (rows.isEmpty()) {
            return List.of();
        }
        String more = rows.size() > ROWS_MAX ? ", the last " + ROWS_MAX : "";
        return List.of(
                new Block(
                        "frontier: most reward for the root of a sequence's KL" + more,
                        List.of("step", "sqrt KL", "reward", "gold"),
                        rows.subList(Math.max(0, rows.size() - ROWS_MAX), rows.size())));
    }
}
