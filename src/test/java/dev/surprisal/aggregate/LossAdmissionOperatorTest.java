package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.Labelled;
import dev.surprisal.event.LateLabelled;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.LossPane;
import dev.surprisal.loss.LossPlan;
import dev.surprisal.loss.LossSpec;
import dev.surprisal.loss.LossSums;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Windows close by the watermark, keys are bounded, and nothing of it depends on who comes when.
 */
class LossAdmissionOperatorTest {

    private static final long SIZE = 1000;
    private static final int KEYS_MAX = 2;
    private static final LossPlan PLAN =
            new LossPlan(List.of(LossSpec.parse("mse")), List.of("source"), SIZE);

    private OneInputStreamOperatorTestHarness<LossPane, LossPane> harness;

    @BeforeEach
    void open() throws Exception {
        harness = harness();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static OneInputStreamOperatorTestHarness<LossPane, LossPane> harness()
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new LossAdmissionOperator(PLAN, KEYS_MAX));
    }

    private static LossPane pane(String source, long start, double error, long clock) {
        LossSums sums = new LossSums(PLAN.losses());
        sums.add(
                new Labelled(
                        new String[] {source},
                        start,
                        1,
                        new double[] {0},
                        new double[] {error},
                        null,
                        0,
                        null,
                        null,
                        null,
                        null,
                        null));
        return new LossPane(new String[] {source}, start, sums.sums(), sums.counts(), 1, clock);
    }

    private void process(LossPane pane) throws Exception {
        harness.processElement(new StreamRecord<>(pane));
    }

    /** Key, begin of the window, lines and sum of squares of what came out. */
    private List<String> out() {
        List<String> out = new ArrayList<>();
        for (LossPane pane : harness.extractOutputValues()) {
            LossSums sums = new LossSums(PLAN.losses());
            sums.merge(pane.sums(), pane.counts());
            out.add(
                    pane.labels()[0]
                            + "@"
                            + pane.startMillis()
                            + " "
                            + pane.lines()
                            + " "
                            + sums.figures(0).sum());
        }
        return out;
    }

    private List<String> ledger() {
        List<String> entries = new ArrayList<>();
        ConcurrentLinkedQueue<StreamRecord<LedgerEntry>> side =
                harness.getSideOutput(AggregateTags.LEDGER);
        if (side != null) {
            side.forEach(
                    entry ->
                            entries.add(
                                    entry.getValue().line()
                                            + " "
                                            + entry.getValue().count()
                                            + " at "
                                            + entry.getTimestamp()));
        }
        return entries;
    }

    @Test
    void aWindowClosesWhenTheWatermarkHasPassedItAndNotBefore() throws Exception {
        process(pane("a", 0, 1, 10));
        process(pane("a", 1000, 2, 1010));
        process(pane("a", 0, 3, 1500));
        harness.processWatermark(new Watermark(998));
        assertEquals(List.of(), out());

        harness.processWatermark(new Watermark(999));

        assertEquals(List.of("a@0 2 10.0"), out());
        assertEquals(List.of(LedgerLine.SCORED + " 2 at 1500"), ledger());

        harness.processWatermark(Watermark.MAX_WATERMARK);

        assertEquals(List.of("a@0 2 10.0", "a@1000 1 4.0"), out());
    }

    @Test
    void whatComesForAClosedWindowGoesAsideAlsoAfterARestart() throws Exception {
        harness.processWatermark(new Watermark(1200));
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        harness = harness();
        harness.initializeState(state);
        harness.open();

        harness.processWatermark(new Watermark(500));
        process(pane("a", 0, 1, 700));
        process(pane("a", 1000, 1, 1300));

        harness.processWatermark(Watermark.MAX_WATERMARK);
        assertEquals(List.of("a@1000 1 1.0"), out());
        ConcurrentLinkedQueue<StreamRecord<LateLabelled>> late =
                harness.getSideOutput(AggregateTags.LATE_LINES);
        assertEquals(1, late.size());
        assertEquals(0, late.peek().getValue().startMillis());
        assertEquals(1000, late.peek().getValue().endMillis());
        assertEquals(1, late.peek().getValue().lines());
        assertEquals(
                List.of(LedgerLine.LATE + " 1 at 1200", LedgerLine.SCORED + " 1 at 1999"),
                ledger());
    }

    @Test
    void keysBeyondTheMostAreOneAndNothingIsLost() throws Exception {
        process(pane("b", 0, 1, 1));
        harness.processWatermark(new Watermark(999));
        for (String source : List.of("c", "a", "b", "other")) {
            process(pane(source, 1000, 1, 1001));
        }
        harness.processWatermark(new Watermark(1999));

        assertEquals(
                List.of("b@0 1 1.0", "a@1000 1 1.0", "b@1000 1 1.0", "other@1000 2 2.0"), out());
    }

    @Test
    void aKeyThatWasNotSeenForADayMakesRoom() throws Exception {
        process(pane("a", 0, 1, 1));
        process(pane("b", 0, 1, 1));
        harness.processWatermark(new Watermark(999));
        long later = 24 * 3_600_000L + 2 * SIZE;
        process(pane("a", later - SIZE, 1, later));
        process(pane("c", later, 1, later));
        harness.processWatermark(Watermark.MAX_WATERMARK);

        assertEquals(
                List.of("a@0 1 1.0", "b@0 1 1.0", "a@86401000 1 1.0", "c@86402000 1 1.0"), out());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void manyKeysGiveTheSameInAnyOrder(long seed) throws Exception {
        List<LossPane> panes = new ArrayList<>();
        for (int i = 0; i < 42; i++) {
            panes.add(pane("k" + i % 7, i % 2 * SIZE, 1 + i, i));
        }
        for (LossPane pane : panes) {
            process(pane);
        }
        harness.processWatermark(Watermark.MAX_WATERMARK);
        List<String> expected = out();
        harness.close();
        harness = harness();
        harness.open();
        Collections.shuffle(panes, new Random(seed));
        for (LossPane pane : panes) {
            process(pane);
        }
        harness.processWatermark(Watermark.MAX_WATERMARK);

        assertEquals(expected, out(), "seed " + seed);
        assertEquals(2 * (KEYS_MAX + 1), expected.size());
    }
}
