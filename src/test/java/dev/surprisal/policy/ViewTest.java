package dev.surprisal.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against views.json, which views.py made of the trainers' formulas in NumPy 2.4. */
class ViewTest {

    /** NumPy's means in float64 of some 60 values, of which the greatest is 1e10. */
    private static final double RELATIVE = 1e-12;

    private static JsonNode golden() throws Exception {
        try (InputStream in = ViewTest.class.getResourceAsStream("/policy/views.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static StepFigures step(JsonNode golden) {
        CompletionTally completions = new CompletionTally();
        PairTally mismatch = new PairTally(RolePair.MISMATCH);
        PairTally reference = new PairTally(RolePair.POLICY_REFERENCE);
        for (JsonNode row : golden.get("rollouts")) {
            var rollout =
                    Rollouts.of(
                            array(row.get("sampler")),
                            array(row.get("policy")),
                            array(row.get("reference")),
                            row.get("reward").doubleValue());
            completions.add(rollout);
            mismatch.add(rollout);
            reference.add(rollout);
        }
        return new StepFigures(
                new CompletionFigures(completions.totals()),
                new PairFigures(RolePair.MISMATCH, mismatch.totals()),
                new PairFigures(RolePair.POLICY_REFERENCE, reference.totals()));
    }

    private static double[] array(JsonNode values) {
        double[] array = new double[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i).doubleValue();
        }
        return array;
    }

    @ParameterizedTest
    @EnumSource(View.class)
    void everyKeyIsTheTrainersNumber(View view) throws Exception {
        JsonNode golden = golden();
        JsonNode expected = golden.get("views").get(view.label());

        Map<String, Double> figures = view.figures(step(golden));

        Set<String> keys = new TreeSet<>();
        expected.fieldNames().forEachRemaining(keys::add);
        assertEquals(keys, figures.keySet());
        figures.forEach(
                (key, value) -> {
                    double number = expected.get(key).doubleValue();
                    assertEquals(number, value, RELATIVE * Math.max(1, Math.abs(number)), key);
                });
    }

    @Test
    void withoutRolloutsThereAreNoKeys() {
        StepFigures none =
                new StepFigures(
                        new CompletionFigures(new CompletionTally().totals()),
                        Rollouts.figures(RolePair.MISMATCH),
                        Rollouts.figures(RolePair.POLICY_REFERENCE));
        for (View view : View.values()) {
            assertEquals(Map.of(), view.figures(none), view.label());
        }
    }
}
