package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.LedgerDelta;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.LedgerScore;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class LedgerOperatorTest {

    private static OneInputStreamOperatorTestHarness<LedgerEntry, LedgerDelta> combine()
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new LedgerCombineOperator(100));
    }

    private static LedgerEntry entry(LedgerLine line, long count) {
        return new LedgerEntry(line, count);
    }

    /** "end received completions scored" */
    private static List<String> deltas(
            OneInputStreamOperatorTestHarness<LedgerEntry, LedgerDelta> harness, long watermark)
            throws Exception {
        harness.processWatermark(watermark);
        List<String> shown =
                harness.extractOutputValues().stream()
                        .map(delta -> show(delta.endMillis(), delta.counts()))
                        .toList();
        harness.getOutput().clear();
        return shown;
    }

    private static String show(long end, long[] counts) {
        return end
                + " "
                + counts[LedgerLine.RECEIVED.ordinal()]
                + " "
                + counts[LedgerLine.COMPLETIONS.ordinal()]
                + " "
                + counts[LedgerLine.SCORED.ordinal()];
    }

    private static LedgerDelta delta(long end, long received, long completions, long scored) {
        long[] counts = new long[LedgerLine.values().length];
        counts[LedgerLine.RECEIVED.ordinal()] = received;
        counts[LedgerLine.COMPLETIONS.ordinal()] = completions;
        counts[LedgerLine.SCORED.ordinal()] = scored;
        return new LedgerDelta(end, counts);
    }

    @Test
    void entriesAreAddedUpByIntervalAndHandedOnBehindIt() throws Exception {
        OperatorSubtaskState state;
        try (var harness = combine()) {
            harness.open();
            harness.processElement(entry(LedgerLine.RECEIVED, 1), 0);
            harness.processElement(entry(LedgerLine.SCORED, 3), 99);
            harness.processElement(entry(LedgerLine.RECEIVED, 1), 100);
            harness.processElement(entry(LedgerLine.RECEIVED, 5), Long.MIN_VALUE);
            harness.processElement(entry(LedgerLine.RECEIVED, 7), -1);
            assertEquals(List.of(Long.MIN_VALUE + " 5 0 0", "0 7 0 0"), deltas(harness, 99));
            state = harness.snapshot(1, 1);
        }
        try (var harness = combine()) {
            harness.initializeState(AbstractStreamOperatorTestHarness.repackageState(state, state));
            harness.open();
            assertEquals(List.of("100 2 0 6"), deltas(harness, 100));
            assertEquals(List.of("200 2 0 0"), deltas(harness, Long.MAX_VALUE));
        }
    }

    /** The others' watermark goes on without a reader that is idle, and shows what it has. */
    @Test
    void readerThatGoesIdleHandsOnWhatItHas() throws Exception {
        try (var harness = combine()) {
            harness.open();
            harness.processElement(entry(LedgerLine.RECEIVED, 1), 0);
            harness.processElement(entry(LedgerLine.RECEIVED, 2), 250);
            harness.processWatermarkStatus(WatermarkStatus.IDLE);
            assertEquals(
                    List.of("100 1 0 0", "300 2 0 0"),
                    harness.extractOutputValues().stream()
                            .map(delta -> show(delta.endMillis(), delta.counts()))
                            .toList());
            harness.getOutput().clear();
            harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
            harness.processElement(entry(LedgerLine.RECEIVED, 4), 251);
            assertEquals(List.of("300 4 0 0"), deltas(harness, 300));
        }
    }

    private static List<String> lines(
            OneInputStreamOperatorTestHarness<LedgerDelta, LedgerScore> harness, long watermark)
            throws Exception {
        harness.processWatermark(watermark);
        List<String> lines = new ArrayList<>();
        for (LedgerScore score : harness.extractOutputValues()) {
            lines.add(show(score.endMillis(), score.counts()) + " open " + score.open());
        }
        harness.getOutput().clear();
        return lines;
    }

    @Test
    void eachLineHasAllSinceTheBeginAndARestartGoesOn() throws Exception {
        OperatorSubtaskState state;
        try (var harness = new OneInputStreamOperatorTestHarness<>(new LedgerOperator())) {
            harness.open();
            harness.processElement(delta(100, 1, 1, 0), 0);
            harness.processElement(delta(200, 1, 1, 1), 0);
            harness.processElement(delta(Long.MIN_VALUE, 4, 0, 0), 0);
            assertEquals(List.of("100 5 1 0 open 1"), lines(harness, 150));
            state = harness.snapshot(1, 1);
        }
        try (var harness = new OneInputStreamOperatorTestHarness<>(new LedgerOperator())) {
            harness.initializeState(state);
            harness.open();
            // Behind a line that was shown: in the next one.
            harness.processElement(delta(100, 1, 0, 0), 0);
            assertEquals(List.of("200 7 2 1 open 1"), lines(harness, 250));
            harness.processElement(delta(300, 1, 0, 1), 0);
            assertEquals(
                    List.of("300 8 2 2 open 0", Long.MAX_VALUE + " 8 2 2 open 0"),
                    lines(harness, Long.MAX_VALUE));
            assertEquals(List.of(), lines(harness, Long.MAX_VALUE));
        }
    }

    @Test
    void aJobThatSawNothingHasOneLine() throws Exception {
        try (var harness = new OneInputStreamOperatorTestHarness<>(new LedgerOperator())) {
            harness.open();
            assertEquals(List.of(Long.MAX_VALUE + " 0 0 0 open 0"), lines(harness, Long.MAX_VALUE));
        }
    }
}
