package dev.surprisal.convention;

import static dev.surprisal.convention.ReferenceLoops.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.convention.ReferenceLoops.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowPlanTest {
    private static final Convention LM_EVAL = Conventions.named("lm-eval");

    @Test
    void rollingWindowsAreThoseOfLmEval() {
        List<Call> four = calls(rolling(10, 1), 34);
        assertEquals(4, four.size());
        assertEquals(new Call(range(23, 33), range(30, 34)), four.get(3));
        List<Call> nine = calls(rolling(10, 8), 34);
        assertEquals(9, nine.size());
        assertEquals(new Call(range(2, 12), range(10, 13)), nine.get(1));
        assertEquals(List.of(), calls(rolling(10, 1), 0));
        assertEquals(
                List.of(
                        new Call(List.of(-1, 0, 1, 2), List.of(0, 1, 2, 3)),
                        new Call(List.of(3, 4, 5, 6), List.of(4, 5, 6, 7)),
                        new Call(List.of(5, 6, 7, 8), List.of(8, 9))),
                calls(rolling(4, 1), 10));
    }

    @Test
    void disjointContextsAreThoseOfLmEval() {
        List<List<Integer>> contexts = new ArrayList<>();
        for (PlannedWindow window : WindowPlan.of(rolling(4, 1), 10)) {
            List<Integer> context = new ArrayList<>(window.prefixed() ? List.of(-1) : List.of());
            context.addAll(range(window.from(), window.scoredFrom()));
            contexts.add(context);
        }
        assertEquals(List.of(List.of(-1), List.of(3), List.of(5, 6, 7)), contexts);
    }

    @Test
    void everyPresetAsksWhatItsToolAsks() {
        long seed = new Random().nextLong();
        System.out.println("WindowPlanTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            int n = random.nextInt(120);
            int max = 3 + random.nextInt(20);
            int step = 1 + random.nextInt(max);
            assertEquals(
                    ReferenceLoops.rolling(n, max, step), calls(rolling(max, step), n), "rolling");
            assertEquals(
                    scoring(ReferenceLoops.strided(n, max, step)),
                    whole(preset("hf-doc", max).stride(step), n),
                    "strided " + n + " " + max + " " + step);
            assertEquals(
                    ReferenceLoops.rows(n, max, Integer.MAX_VALUE),
                    whole(preset("gptq-2048", max), n));
            assertEquals(
                    ReferenceLoops.rows(n, max, step),
                    whole(preset("exllama", max).maxWindows(step), n));
            assertEquals(ReferenceLoops.chunks(n, max), whole(preset("vllm-test", max), n));
            assertEquals(
                    ReferenceLoops.secondHalf(n, max),
                    whole(preset("llama.cpp-512", max).minWindows(0), n));
        }
    }

    @Test
    void everyTokenIsScoredOnceOrNamed() {
        long seed = new Random().nextLong();
        System.out.println("WindowPlanTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            for (String name : Conventions.names()) {
                Convention convention = anyLengths(Conventions.named(name), random);
                int n = random.nextInt(200);
                int[] times = new int[n];
                WindowPlan plan = WindowPlan.of(convention, n);
                for (PlannedWindow window : plan) {
                    assertTrue(window.from() < window.scoredFrom() || window.prefixed());
                    assertTrue(window.scoredTo() <= window.to() && window.scored() > 0);
                    assertFalse(window.bosReplacesFirst() && window.scoredFrom() == window.from());
                    for (int token = window.scoredFrom(); token < window.scoredTo(); token++) {
                        times[token]++;
                    }
                }
                int[] unscored = {0};
                plan.forEachUnscored(
                        (from, to) -> {
                            for (int token = from; token < to; token++) {
                                times[token]++;
                                unscored[0]++;
                            }
                        });
                for (int token = 0; token < n; token++) {
                    assertEquals(1, times[token], convention.describe() + " token " + token);
                }
                assertEquals(unscored[0], plan.coverage().unscored());
            }
        }
    }

    @Test
    void hfEvaluateScoresEveryTokenWhereThereIsABos() {
        Convention hf = Conventions.named("hf-evaluate");
        Convention bos = hf.resolve(OptionalInt.of(1), OptionalInt.empty(), true);
        Convention none = hf.resolve(OptionalInt.empty(), OptionalInt.of(2), false);

        assertEquals(List.of(new Call(List.of(-1, 0, 1), range(0, 3))), calls(bos, 3));
        assertEquals(List.of(new Call(range(0, 2), range(1, 3))), calls(none, 3));
        assertEquals(List.of(), calls(none, 1));
        // With max_length 4 the metric cuts the text to 3 tokens, or to 4 where there is no BOS.
        assertEquals(
                List.of(new Call(List.of(-1, 0, 1), range(0, 3))),
                calls(bos.change().maxLength(4).build(), 9));
        assertEquals(
                List.of(new Call(range(0, 3), range(1, 4))),
                calls(none.change().maxLength(4).build(), 9));
    }

    @Test
    void tailsOfEveryRule() {
        Convention chunks = preset("vllm-test", 4).build();
        assertEquals(
                List.of(new Call(range(0, 4), range(1, 4)), new Call(range(2, 6), range(4, 6))),
                whole(chunks.change().tail(Tail.BACK_FILLED), 6));
        Convention rolling = rolling(4, 2).change().tail(Tail.KEPT).build();
        assertEquals(
                List.of(
                        new Call(List.of(-1, 0, 1, 2), range(0, 4)),
                        new Call(range(2, 4), range(4, 5))),
                calls(rolling, 5));
        assertEquals(1, calls(rolling.change().tail(Tail.DROPPED).build(), 5).size());
        assertEquals(
                List.of(new Call(range(0, 4), range(1, 4)), new Call(range(1, 5), range(4, 5))),
                whole(preset("hf-doc", 4).stride(2).tail(Tail.BACK_FILLED), 5));
    }

    @Test
    void aTextThatIsTooShortOrTooLongIsRefused() {
        Convention llamaCpp = Conventions.named("llama.cpp-512");
        assertEquals(2, WindowPlan.of(llamaCpp, 1024).coverage().windows());
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> WindowPlan.of(llamaCpp, 1023))
                        .getMessage()
                        .contains("at least 1024 tokens (2 windows of 512), the text has 1023"));
        Convention uncut =
                Conventions.named("hf-evaluate").change().maxLength(10).tail(Tail.KEPT).build();
        assertEquals(9, WindowPlan.of(uncut, 9).coverage().scored());
        assertThrows(IllegalArgumentException.class, () -> WindowPlan.of(uncut, 10));
        assertThrows(IllegalArgumentException.class, () -> WindowPlan.of(uncut, -1));
    }

    @Test
    void theLongestTextTakesNoRoom() {
        Coverage coverage = WindowPlan.of(LM_EVAL, Integer.MAX_VALUE).coverage();

        assertEquals(1 << 20, coverage.windows());
        assertEquals(0, coverage.unscored());
        Coverage halves = WindowPlan.of(Conventions.named("llama.cpp-512"), 1 << 30).coverage();
        assertEquals(255 << 21, halves.scored());
    }

    @Test
    void apiAndVllmWindowsAreTwoShorter() {
        assertEquals(
                2046,
                WindowPlan.of(Conventions.named("lm-eval-api"), 5000).iterator().next().scored());
        Convention vllm = Conventions.named("lm-eval-vllm").change().maxLength(1024).build();
        assertEquals(1022, WindowPlan.of(vllm, 5000).iterator().next().scored());
    }

    private static Convention rolling(int max, int context) {
        return LM_EVAL.change().maxLength(max).context(context).build();
    }

    private static ConventionBuilder preset(String name, int length) {
        ConventionBuilder preset = Conventions.named(name).change().maxLength(length);
        return name.equals("hf-doc") ? preset.stride(1) : preset;
    }

    private static Convention anyLengths(Convention preset, Random random) {
        int length = 3 + random.nextInt(20);
        int step = 1 + random.nextInt(length);
        Tail[] tails = Tail.values();
        ConventionBuilder changed =
                preset.change().maxLength(length + preset.reserved()).minWindows(0);
        switch (preset.windowRule()) {
            case ROLLING -> changed.context(step);
            case STRIDED -> changed.stride(step);
            default -> {}
        }
        if (preset.windowRule() != WindowRule.WHOLE && random.nextBoolean()) {
            changed.tail(tails[random.nextInt(tails.length)]);
        }
        if (random.nextInt(4) == 0) {
            changed.chunkBos(false).prefixId(7).scoresFirst(random.nextBoolean());
        }
        return changed.build();
    }

    /** As lm-eval writes windows: the last token is predicted, not read. */
    private static List<Call> calls(Convention convention, int tokens) {
        List<Call> calls = new ArrayList<>();
        for (PlannedWindow window : WindowPlan.of(convention, tokens)) {
            List<Integer> reads = new ArrayList<>(window.prefixed() ? List.of(-1) : List.of());
            reads.addAll(range(window.from(), window.to() - 1));
            assertEquals(window.index(), calls.size());
            calls.add(new Call(reads, range(window.scoredFrom(), window.scoredTo())));
        }
        return calls;
    }

    private static List<Call> whole(ConventionBuilder convention, int tokens) {
        List<Call> calls = new ArrayList<>();
        for (PlannedWindow window : WindowPlan.of(convention.build(), tokens)) {
            calls.add(
                    new Call(
                            range(window.from(), window.to()),
                            range(window.scoredFrom(), window.scoredTo())));
        }
        return calls;
    }

    private static List<Call> scoring(List<Call> calls) {
        return calls.stream().filter(call -> !call.scores().isEmpty()).toList();
    }
}
