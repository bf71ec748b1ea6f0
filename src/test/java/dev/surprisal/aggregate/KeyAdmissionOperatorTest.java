package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.PaneScore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyAdmissionOperatorTest {

    private static final long DAY = 86_400_000;
    private static final WindowSpec SPEC = new WindowSpec(WindowSpec.Kind.TIME, 100, 100, 0, 2);

    private static TwoInputStreamOperatorTestHarness<PaneScore, Long, PaneScore> harness()
            throws Exception {
        return new TwoInputStreamOperatorTestHarness<>(new KeyAdmissionOperator(SPEC), 1, 1, 0);
    }

    private static PaneScore pane(String key, long end) {
        PaneAccumulator pane = new PaneAccumulator(new String[] {key}, end - 100, end, null);
        pane.add(LiveScores.closed("d", key, end - 1, 1));
        return pane.score();
    }

    private static void give(
            TwoInputStreamOperatorTestHarness<PaneScore, Long, PaneScore> harness, PaneScore pane)
            throws Exception {
        harness.processElement1(new StreamRecord<>(pane, pane.endMillis()));
    }

    private static List<String> pass(
            TwoInputStreamOperatorTestHarness<PaneScore, Long, PaneScore> harness, long watermark)
            throws Exception {
        harness.processWatermark1(new Watermark(watermark));
        harness.processWatermark2(new Watermark(watermark));
        List<String> out = new ArrayList<>();
        for (Object next : harness.getOutput()) {
            out.add(
                    next instanceof StreamRecord<?> element
                            ? show((PaneScore) element.getValue())
                            : "watermark " + ((Watermark) next).getTimestamp());
        }
        harness.getOutput().clear();
        return out;
    }

    private static String show(PaneScore pane) {
        return pane.labels()[0] + " " + pane.endMillis() + " " + pane.documents();
    }

    @Test
    void piecesOfOneKeyFromAllSubtasksAreOne() throws Exception {
        try (var harness = harness()) {
            harness.open();
            give(harness, pane("b", 100));
            give(harness, pane("a", 100));
            give(harness, pane("b", 100));
            give(harness, pane("b", 200));

            assertEquals(List.of("a 100 1", "b 100 2", "watermark 150"), pass(harness, 150));
            assertEquals(List.of("b 200 1", "watermark 199"), pass(harness, 199));
        }
    }

    /** Whatever order they come in, and however watermarks cut them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theFirstInTimeAndNameHaveWindowsOfTheirOwn(long seed) throws Exception {
        List<PaneScore> panes = new ArrayList<>();
        for (String key : List.of("d", "c", "other")) {
            panes.add(pane(key, 200));
        }
        for (String key : List.of("a", "b", "c", "d")) {
            panes.add(pane(key, 300));
        }
        panes.add(pane("b", 100));
        Random random = new Random(seed);
        Collections.shuffle(panes, random);
        List<String> out = new ArrayList<>();
        try (var harness = harness()) {
            harness.open();
            for (PaneScore pane : panes) {
                give(harness, pane);
            }
            if (random.nextBoolean()) {
                out.addAll(pass(harness, 99));
            }
            if (random.nextBoolean()) {
                out.addAll(pass(harness, 250));
            }
            out.addAll(pass(harness, 1000));
        }
        out.removeIf(line -> line.startsWith("watermark"));

        assertEquals(
                List.of("b 100 1", "c 200 1", "other 200 2", "other 300 2", "b 300 1", "c 300 1"),
                out,
                "seed " + seed);
    }

    @Test
    void aKeyThatWasNotSeenForADayMakesRoom() throws Exception {
        long later = 100 + DAY + 100;
        try (var harness = harness()) {
            harness.open();
            give(harness, pane("a", 100));
            give(harness, pane("b", 300));
            give(harness, pane("c", 400));
            assertEquals(
                    List.of("a 100 1", "b 300 1", "other 400 1", "watermark 500"),
                    pass(harness, 500));
            give(harness, pane("c", later));
            give(harness, pane("d", later));
            assertEquals(
                    List.of("c " + later + " 1", "other " + later + " 1", "watermark " + later),
                    pass(harness, later));
        }
    }

    @Test
    void aRestartForgetsNeitherKeysNorWaitingPiecesNorTheEnd() throws Exception {
        OperatorSubtaskState state;
        try (var harness = harness()) {
            harness.open();
            give(harness, pane("y", 100));
            give(harness, pane("z", 100));
            pass(harness, 99);
            give(harness, pane("a", 200));
            harness.processElement2(new StreamRecord<>(900L));
            state = harness.snapshot(1, 1);
        }
        try (var harness = harness()) {
            harness.initializeState(state);
            harness.open();
            give(harness, pane("z", 200));
            harness.processElement2(new StreamRecord<>(700L));
            assertEquals(
                    List.of(
                            "other 200 1",
                            "z 200 1",
                            "watermark 900",
                            "watermark " + Long.MAX_VALUE),
                    pass(harness, Long.MAX_VALUE));
        }
    }

    @Test
    void noTimeIsNoEnd() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement2(new StreamRecord<>(Long.MIN_VALUE));
            assertEquals(List.of("watermark " + Long.MAX_VALUE), pass(harness, Long.MAX_VALUE));
        }
    }
}
