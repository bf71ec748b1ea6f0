package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.RolloutJoinEntry;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.UnmatchedRollout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * Runs two streams through the operators by hand: any number of subtasks, each with its own
 * interleaving, stopped and restored with another number at random points.
 */
final class JoinFlow {

    private static final int MAX_PARALLELISM = 16;

    final List<String> out = new ArrayList<>();
    final Map<String, Long> counts = new TreeMap<>();
    int closes;

    private final RolloutJoinSpec spec;
    private final Random random;
    private final List<List<Object>> inputs;
    private List<
                    KeyedTwoInputStreamOperatorTestHarness<
                            String, RolloutRecord, RolloutRecord, RolloutRecord>>
            subtasks = new ArrayList<>();

    JoinFlow(RolloutJoinSpec spec, long seed, List<RolloutRecord> a, List<RolloutRecord> b)
            throws Exception {
        this.spec = spec;
        random = new Random(seed);
        inputs = List.of(withWatermarks(a), withWatermarks(b));
    }

    /** Records and, as Long, watermarks. */
    private static List<Object> withWatermarks(List<RolloutRecord> records) throws Exception {
        try (var harness = new OneInputStreamOperatorTestHarness<>(new StepWatermark(true))) {
            harness.open();
            for (RolloutRecord record : records) {
                harness.processElement(record, 0);
            }
            harness.processWatermark(Long.MAX_VALUE);
            List<Object> elements = new ArrayList<>();
            for (Object element : harness.getOutput()) {
                elements.add(
                        element instanceof Watermark mark
                                ? (Object) mark.getTimestamp()
                                : ((StreamRecord<?>) element).getValue());
            }
            return elements;
        }
    }

    void run() throws Exception {
        int[] from = {0, 0};
        int restarts = random.nextInt(4);
        start(1 + random.nextInt(4), null);
        for (int i = 0; i <= restarts; i++) {
            int[] to = new int[2];
            for (int input = 0; input < 2; input++) {
                int left = inputs.get(input).size() - from[input];
                to[input] = i == restarts ? left : random.nextInt(left + 1);
                to[input] += from[input];
            }
            for (int subtask = 0; subtask < subtasks.size(); subtask++) {
                feed(subtask, from, to);
            }
            from = to;
            if (i < restarts) {
                restart();
                endAgain(to);
            }
        }
        for (var subtask : subtasks) {
            assertEquals(0, subtask.numKeyedStateEntries(), "state is left");
            collect(subtask);
            subtask.close();
        }
        Collections.sort(out);
    }

    private void start(int parallelism, OperatorSubtaskState state) throws Exception {
        int before = subtasks.size();
        subtasks = new ArrayList<>();
        for (int i = 0; i < parallelism; i++) {
            var harness =
                    new KeyedTwoInputStreamOperatorTestHarness<>(
                            new RolloutJoinOperator(spec),
                            RolloutJoin::key,
                            RolloutJoin::key,
                            Types.STRING,
                            MAX_PARALLELISM,
                            parallelism,
                            i);
            harness.setup();
            if (state != null) {
                harness.initializeState(
                        AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                state, MAX_PARALLELISM, before, parallelism, i));
            }
            harness.open();
            subtasks.add(harness);
        }
    }

    private void restart() throws Exception {
        OperatorSubtaskState[] states = new OperatorSubtaskState[subtasks.size()];
        for (int i = 0; i < states.length; i++) {
            states[i] = subtasks.get(i).snapshot(1, 1);
            collect(subtasks.get(i));
            subtasks.get(i).close();
        }
        start(1 + random.nextInt(4), AbstractStreamOperatorTestHarness.repackageState(states));
    }

    /** Flink says the end of a stream anew after a restart. */
    private void endAgain(int[] read) throws Exception {
        for (var subtask : subtasks) {
            if (read[0] == inputs.get(0).size()) {
                subtask.processWatermark1(Watermark.MAX_WATERMARK);
            }
            if (read[1] == inputs.get(1).size()) {
                subtask.processWatermark2(Watermark.MAX_WATERMARK);
            }
        }
    }

    private void feed(int subtask, int[] from, int[] to) throws Exception {
        int[] next = from.clone();
        while (next[0] < to[0] || next[1] < to[1]) {
            int input = next[0] >= to[0] ? 1 : next[1] >= to[1] ? 0 : random.nextInt(2);
            Object element = inputs.get(input).get(next[input]++);
            var harness = subtasks.get(subtask);
            if (element instanceof Long mark && input == 0) {
                harness.processWatermark1(new Watermark(mark));
            } else if (element instanceof Long mark) {
                harness.processWatermark2(new Watermark(mark));
            } else {
                RolloutRecord record = (RolloutRecord) element;
                if (at(record) == subtask && input == 0) {
                    harness.processElement1(new StreamRecord<>(record, 0));
                } else if (at(record) == subtask) {
                    harness.processElement2(new StreamRecord<>(record, 0));
                }
            }
        }
    }

    private int at(RolloutRecord record) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                RolloutJoin.key(record), MAX_PARALLELISM, subtasks.size());
    }

    private void collect(
            KeyedTwoInputStreamOperatorTestHarness<
                            String, RolloutRecord, RolloutRecord, RolloutRecord>
                    harness) {
        long passed = Long.MIN_VALUE;
        for (Object element : harness.getOutput()) {
            if (element instanceof Watermark mark) {
                assertTrue(mark.getTimestamp() > passed, "watermarks grow");
                passed = mark.getTimestamp();
                continue;
            }
            RolloutRecord record = (RolloutRecord) ((StreamRecord<?>) element).getValue();
            boolean close = record.close() != null;
            long last = spec.lastStep(close ? record.close().step() : record.rollout().step());
            // The last word of a writer is of a step that it has closed before.
            boolean again = close && record.close().last();
            assertTrue(again || last > passed, "a record behind the watermark that settled it");
            if (close) {
                closes++;
                continue;
            }
            out.add("on " + JoinedRollouts.shown(record.rollout()));
        }
        var unmatched = harness.getSideOutput(RolloutJoinOperator.UNMATCHED);
        while (unmatched != null && !unmatched.isEmpty()) {
            UnmatchedRollout one = unmatched.poll().getValue();
            out.add(one.line() + " " + JoinedRollouts.shown(one.rollout()));
        }
        var entries = harness.getSideOutput(RolloutJoinOperator.ENTRIES);
        while (entries != null && !entries.isEmpty()) {
            RolloutJoinEntry entry = entries.poll().getValue();
            String line = (entry.primary() ? 0 : 1) + " " + entry.line();
            counts.merge(line, entry.count(), Long::sum);
        }
    }
}
