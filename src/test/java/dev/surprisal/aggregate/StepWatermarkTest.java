package dev.surprisal.aggregate;

import static dev.surprisal.aggregate.JoinedRollouts.close;
import static dev.surprisal.aggregate.JoinedRollouts.rollout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.surprisal.event.RolloutRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StepWatermarkTest {

    private OneInputStreamOperatorTestHarness<RolloutRecord, RolloutRecord> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(new StepWatermark(true));
        harness.open();
    }

    @AfterEach
    void close0() throws Exception {
        harness.close();
    }

    /** The watermarks that went out since. */
    private List<Long> marks(RolloutRecord... records) throws Exception {
        for (RolloutRecord record : records) {
            harness.processElement(record, 0);
        }
        List<Long> marks = new ArrayList<>();
        for (Object out : harness.getOutput()) {
            if (out instanceof Watermark mark) {
                marks.add(mark.getTimestamp());
            }
        }
        harness.getOutput().clear();
        return marks;
    }

    @Test
    void recordsGoOnAtTheirStepAndTheWatermarkBehindTheClose() throws Exception {
        RolloutRecord rollout = rollout().record();
        RolloutRecord closed = close(7);
        harness.processElement(rollout, 0);
        harness.processElement(closed, 0);

        List<Object> out = new ArrayList<>(harness.getOutput());
        StreamRecord<?> first = (StreamRecord<?>) out.get(0);
        assertEquals(
                JoinedRollouts.shown(rollout.rollout()),
                JoinedRollouts.shown(((RolloutRecord) first.getValue()).rollout()));
        assertEquals(7, first.getTimestamp());
        assertEquals(new StreamRecord<>(closed, 7), out.get(1));
        assertEquals(new Watermark(7), out.get(2));
        assertEquals(3, out.size());
    }

    @Test
    void theSlowestOfAllWritersCountsAndNobodyIsForgotten() throws Exception {
        assertEquals(List.of(), marks(close(0, 3, 0, 5, false), close(1, 3, 0, 4, false)));
        assertEquals(List.of(3L), marks(close(2, 3, 0, 3, false)));
        assertEquals(List.of(4L), marks(close(2, 3, 0, 9, false)));
        assertEquals(List.of(), marks(close(2, 3, 0, 8, false), close(0, 3, 0, 6, false)));
        assertEquals(List.of(6L), marks(close(1, 3, 0, 7, false)));
    }

    @Test
    void aWriterThatWroteButClosedNothingHoldsTheWatermark() throws Exception {
        RolloutRecord seen = rollout().named("x", 1, 0, 0).record();

        assertEquals(List.of(), marks(seen, close(0, 2, 0, 5, false)));
        assertEquals(List.of(2L), marks(close(1, 2, 0, 2, false)));
    }

    @Test
    void whoEndedIsNotWaitedForUntilItStartsAgain() throws Exception {
        // Writer 1 has ended, so writer 0 alone says how far it is.
        assertEquals(List.of(5L), marks(close(0, 2, 0, 5, false), close(1, 2, 0, 3, true)));
        assertEquals(List.of(6L), marks(close(0, 2, 0, 6, false)));
        RolloutRecord again = rollout().named("x", 1, 1, 0).at(7).record();
        assertEquals(List.of(), marks(again, close(0, 2, 0, 9, false)));
        assertEquals(List.of(7L), marks(close(1, 2, 1, 7, false)));
        assertEquals(List.of(9L), marks(close(1, 2, 1, 8, true)));
        assertEquals(List.of(), marks(close(0, 2, 0, 9, true)));
    }

    @Test
    void restartsKeepWhatWasClosed() throws Exception {
        marks(close(0, 2, 0, 5, false), close(1, 2, 0, 3, true));
        restart();

        RolloutRecord next = rollout().named("x", 0, 0, 0).at(6).record();
        assertEquals(List.of(5L), marks(next));
        assertEquals(List.of(6L), marks(next, close(0, 2, 0, 6, false)));
    }

    /** Writer 0 of 1: two roll-outs a step, then its close, numbered 0, 1, 2, … */
    private static List<RolloutRecord> numbered(int steps) {
        List<RolloutRecord> records = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            long first = 3L * step;
            records.add(rollout().named(null, 0, 0, first).at(step).record());
            records.add(rollout().named(null, 0, 0, first + 1).at(step).record());
            records.add(JoinedRollouts.numbered(0, 1, 0, first + 2, step, false));
        }
        return records;
    }

    @Test
    void aStepIsPassedWhenAllOfItIsHereInWhateverOrderAndAcrossRestarts() throws Exception {
        for (long seed = 0; seed < 20; seed++) {
            List<RolloutRecord> ordered = numbered(6);
            List<RolloutRecord> shuffled = new ArrayList<>(ordered);
            Collections.shuffle(shuffled, new Random(seed));
            harness.close();
            open();
            long told = -1;
            for (int i = 0; i < shuffled.size(); i++) {
                if (i % 5 == 4) {
                    restart();
                    told = -1;
                }
                for (long mark : marks(shuffled.get(i))) {
                    told = Math.max(told, mark);
                }
                List<RolloutRecord> here = shuffled.subList(0, i + 1);
                long passed = -1;
                while (3 * (passed + 2) <= ordered.size()
                        && here.containsAll(ordered.subList(0, (int) (3 * (passed + 2))))) {
                    passed++;
                }
                assertEquals(passed, told, "seed " + seed + ", record " + i);
            }
        }
    }

    private void restart() throws Exception {
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        harness = new OneInputStreamOperatorTestHarness<>(new StepWatermark(true));
        harness.initializeState(state);
        harness.open();
    }

    @Test
    void ofTheSourceOnlyTheEndCounts() throws Exception {
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
        harness.processWatermark(1000);
        assertEquals(0, harness.getOutput().size());
        harness.processWatermark(Long.MAX_VALUE);
        assertEquals(List.of(Long.MAX_VALUE), marks());
    }

    @Test
    void moreThanOneSubtaskIsRefused() throws Exception {
        var two = new OneInputStreamOperatorTestHarness<>(new StepWatermark(true), 2, 2, 0);

        assertThrows(IllegalStateException.class, two::open);
    }
}
