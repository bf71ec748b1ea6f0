package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.PaneScore;
import dev.surprisal.kernel.ExactSums;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaneOperatorTest {

    private static final int KEY_GROUPS = 128;

    private static WindowSpec tumbling(int keysMax) {
        return new WindowSpec(WindowSpec.Kind.TIME, 100, 100, 0, keysMax);
    }

    private static OneInputStreamOperatorTestHarness<ClosedDocument, PaneScore> harness(
            WindowSpec spec, int parallelism, int subtask) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new PaneOperator(spec), KEY_GROUPS, parallelism, subtask);
    }

    /** "key end documents late nll" of each pane, in order. */
    private static List<String> panes(
            OneInputStreamOperatorTestHarness<ClosedDocument, PaneScore> harness) {
        List<String> panes =
                harness.extractOutputValues().stream()
                        .map(
                                pane ->
                                        String.format(
                                                Locale.ROOT,
                                                "%s %d %d %d %s",
                                                String.join("/", pane.labels()),
                                                pane.endMillis(),
                                                pane.documents(),
                                                pane.late(),
                                                pane.totals() == null ? "-" : nll(pane)))
                        .toList();
        harness.getOutput().clear();
        return panes;
    }

    private static double nll(PaneScore pane) {
        return ExactSums.toDouble(pane.totals().sums(), Sum.NLL.ordinal());
    }

    @Test
    void aPieceIsHandedOnWhenTheWatermarkIsAtItsLastMoment() throws Exception {
        try (var harness = harness(tumbling(9), 1, 0)) {
            harness.open();
            harness.processElement(LiveScores.closed("a", "k", 0, 1, 2), 0);
            harness.processElement(LiveScores.closed("b", "k", 99, 4), 99);
            harness.processElement(LiveScores.closed("c", "k", 100, 8), 100);
            harness.processElement(LiveScores.closed("d", "j", 50, 16), 50);
            harness.processElement(LiveScores.lateMark("k", 60), 0);

            harness.processWatermark(98);
            assertEquals(List.of(), panes(harness));
            harness.processWatermark(99);
            assertEquals(List.of("j 100 1 0 16.0", "k 100 2 1 7.0"), panes(harness));
            harness.processWatermark(Long.MAX_VALUE);
            assertEquals(List.of("k 200 1 0 8.0"), panes(harness));
        }
    }

    @Test
    void timesBefore1970HaveTheirPiece() throws Exception {
        try (var harness = harness(tumbling(9), 1, 0)) {
            harness.open();
            harness.processElement(LiveScores.closed("a", "k", -1, 1), -1);
            harness.processElement(LiveScores.closed("b", "k", 0, 2), 0);
            harness.processWatermark(1000);
            assertEquals(List.of("k 0 1 0 1.0", "k 100 1 0 2.0"), panes(harness));
        }
    }

    /** The same documents in any order: the same keys of their own, and the rest is one. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void beyondTwiceTheKeysTheLastNamesAreOneWhicheverCameFirst(long seed) throws Exception {
        int keys = 20;
        List<ClosedDocument> documents = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            documents.add(LiveScores.closed("d" + i, "k" + (char) ('a' + i % keys), i, i));
        }
        Collections.shuffle(documents, new Random(seed));
        TreeMap<String, Double> expected = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            String key = i % keys < 6 ? "k" + (char) ('a' + i % keys) : "other";
            expected.merge(key, (double) i, Double::sum);
        }
        List<String> lines = new ArrayList<>();
        expected.forEach(
                (key, nll) ->
                        lines.add(key + " 100 " + (key.equals("other") ? 70 : 5) + " 0 " + nll));

        try (var harness = harness(tumbling(3), 1, 0)) {
            harness.open();
            for (ClosedDocument document : documents) {
                harness.processElement(document, document.closeMillis());
            }
            harness.processWatermark(99);
            assertEquals(lines, panes(harness).stream().sorted().toList(), "seed " + seed);
        }
    }

    @Test
    void piecesComeBackAtAnyParallelism() throws Exception {
        OperatorSubtaskState[] states = new OperatorSubtaskState[3];
        for (int subtask = 0; subtask < states.length; subtask++) {
            try (var harness = harness(tumbling(9), 3, subtask)) {
                harness.open();
                harness.processElement(LiveScores.closed("a" + subtask, "k", 5, 1 << subtask), 5);
                states[subtask] = harness.snapshot(1, 1);
            }
        }
        OperatorSubtaskState all = AbstractStreamOperatorTestHarness.repackageState(states);
        for (int parallelism : new int[] {1, 2}) {
            double nll = 0;
            for (int subtask = 0; subtask < parallelism; subtask++) {
                try (var harness = harness(tumbling(9), parallelism, subtask)) {
                    harness.initializeState(
                            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                    all, KEY_GROUPS, 3, parallelism, subtask));
                    harness.open();
                    harness.processWatermark(99);
                    for (PaneScore pane : harness.extractOutputValues()) {
                        nll += nll(pane);
                    }
                }
            }
            assertEquals(7, nll, "parallelism " + parallelism);
        }
    }
}
