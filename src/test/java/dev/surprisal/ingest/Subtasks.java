package dev.surprisal.ingest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/**
 * The subtasks of one operator and what they hand on, in one thread: an element goes all the way
 * before the next begins. Between stages of unlike parallelism or by key, watermarks are the least
 * of all channels, as on a cluster.
 */
final class Subtasks<I, O> implements Inlet<I> {

    private static final int KEY_GROUPS = 128;

    /** State of all stages, by name and subtask. */
    static final class Saved {
        private final Map<String, OperatorSubtaskState[]> states = new HashMap<>();
    }

    private final String name;
    private final List<AbstractStreamOperatorTestHarness<O>> harnesses = new ArrayList<>();
    private final KeySelector<I, String> key;
    private final List<Outlet<?>> outlets = new ArrayList<>();
    private final List<Inlet<?>> watched = new ArrayList<>();
    private final Watermarks watermarks = new Watermarks();
    private Inlet<Long> second;

    private Subtasks(String name, KeySelector<I, String> key) {
        this.name = name;
        this.key = key;
    }

    private record Outlet<T>(OutputTag<T> tag, Inlet<T> inlet) {}

    static <I, O> Subtasks<I, O> plain(
            String name, int parallelism, Supplier<OneInputStreamOperator<I, O>> operator)
            throws Exception {
        Subtasks<I, O> subtasks = new Subtasks<>(name, null);
        for (int i = 0; i < parallelism; i++) {
            subtasks.harnesses.add(
                    new OneInputStreamOperatorTestHarness<>(
                            operator.get(), KEY_GROUPS, parallelism, i));
        }
        return subtasks;
    }

    static <I, O> Subtasks<I, O> keyed(
            String name,
            int parallelism,
            Supplier<OneInputStreamOperator<I, O>> operator,
            KeySelector<I, String> key)
            throws Exception {
        Subtasks<I, O> subtasks = new Subtasks<>(name, key);
        for (int i = 0; i < parallelism; i++) {
            subtasks.harnesses.add(
                    new KeyedOneInputStreamOperatorTestHarness<>(
                            operator.get(), key, Types.STRING, KEY_GROUPS, parallelism, i));
        }
        return subtasks;
    }

    static <I, O> Subtasks<I, O> pair(
            String name, Supplier<TwoInputStreamOperator<I, Long, O>> operator) throws Exception {
        Subtasks<I, O> subtasks = new Subtasks<>(name, null);
        var harness = new TwoInputStreamOperatorTestHarness<>(operator.get(), KEY_GROUPS, 1, 0);
        subtasks.harnesses.add(harness);
        Watermarks ends = new Watermarks();
        subtasks.second =
                new Inlet<>() {
                    @Override
                    public void element(int from, Long value, long time) throws Exception {
                        harness.processElement2(new StreamRecord<>(value));
                        subtasks.drain(0);
                    }

                    @Override
                    public void watermark(Object from, int of, long time) throws Exception {
                        if (ends.advance(from, of, time)) {
                            harness.processWatermark2(new Watermark(ends.least()));
                            subtasks.drain(0);
                        }
                    }

                    @Override
                    public void begin(Object from, int channels) {
                        ends.begin(from, channels);
                    }
                };
        return subtasks;
    }

    String name() {
        return name;
    }

    Inlet<Long> second() {
        return second;
    }

    Subtasks<I, O> to(Inlet<O> inlet) {
        outlets.add(new Outlet<>(null, inlet));
        return watch(inlet);
    }

    <T> Subtasks<I, O> side(OutputTag<T> tag, Inlet<T> inlet) {
        outlets.add(new Outlet<>(tag, inlet));
        return watch(inlet);
    }

    private Subtasks<I, O> watch(Inlet<?> inlet) {
        watched.add(inlet);
        inlet.begin(this, harnesses.size());
        return this;
    }

    @Override
    public void begin(Object from, int channels) {
        watermarks.begin(from, channels);
    }

    void open(Saved saved) throws Exception {
        OperatorSubtaskState[] before = saved == null ? null : saved.states.get(name);
        for (int i = 0; i < harnesses.size(); i++) {
            AbstractStreamOperatorTestHarness<O> harness = harnesses.get(i);
            harness.setup();
            if (before != null) {
                harness.initializeState(
                        AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                AbstractStreamOperatorTestHarness.repackageState(before),
                                KEY_GROUPS,
                                before.length,
                                harnesses.size(),
                                i));
            }
            harness.open();
        }
    }

    void snapshot(long checkpoint, Saved saved) throws Exception {
        OperatorSubtaskState[] states = new OperatorSubtaskState[harnesses.size()];
        for (int i = 0; i < states.length; i++) {
            states[i] = harnesses.get(i).snapshot(checkpoint, checkpoint);
        }
        saved.states.put(name, states);
    }

    int keyedEntries() {
        return harnesses.stream()
                .mapToInt(
                        harness ->
                                harness
                                                instanceof
                                                KeyedOneInputStreamOperatorTestHarness<?, ?, ?>
                                                        keyed
                                        ? keyed.numKeyedStateEntries()
                                        : 0)
                .sum();
    }

    void processingTime(long time) throws Exception {
        for (int i = 0; i < harnesses.size(); i++) {
            harnesses.get(i).setProcessingTime(time);
            drain(i);
        }
    }

    @Override
    public void element(int from, I value, long time) throws Exception {
        int to = from % harnesses.size();
        if (key != null) {
            to =
                    KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            key.getKey(value), KEY_GROUPS, harnesses.size());
        }
        StreamRecord<I> element =
                time == Long.MIN_VALUE
                        ? new StreamRecord<>(value)
                        : new StreamRecord<>(value, time);
        if (second == null) {
            ((OneInputStreamOperatorTestHarness<I, O>) harnesses.get(to)).processElement(element);
        } else {
            ((TwoInputStreamOperatorTestHarness<I, Long, O>) harnesses.get(to))
                    .processElement1(element);
        }
        drain(to);
    }

    /** A watermark for one subtask alone, at the begin of the flow. */
    void watermark(int subtask, long time) throws Exception {
        mark(subtask, time);
    }

    @Override
    public void watermark(Object from, int of, long time) throws Exception {
        if (!watermarks.advance(from, of, time)) {
            return;
        }
        for (int i = 0; i < harnesses.size(); i++) {
            mark(i, watermarks.least());
        }
    }

    private void mark(int subtask, long time) throws Exception {
        if (second == null) {
            ((OneInputStreamOperatorTestHarness<?, ?>) harnesses.get(subtask))
                    .processWatermark(new Watermark(time));
        } else {
            ((TwoInputStreamOperatorTestHarness<?, ?, ?>) harnesses.get(subtask))
                    .processWatermark1(new Watermark(time));
        }
        drain(subtask);
    }

    /** Hands on what a subtask has put out, in its order; what went aside before the rest. */
    @SuppressWarnings("unchecked")
    private void drain(int subtask) throws Exception {
        AbstractStreamOperatorTestHarness<O> harness = harnesses.get(subtask);
        for (Outlet<?> outlet : outlets) {
            if (outlet.tag() != null) {
                drain(harness, (Outlet<Object>) outlet, subtask);
            }
        }
        Queue<Object> output = harness.getOutput();
        while (!output.isEmpty()) {
            Object next = output.poll();
            if (next instanceof StreamRecord<?> element) {
                hand((StreamRecord<Object>) element, subtask);
            } else if (next instanceof Watermark mark) {
                for (Inlet<?> inlet : watched) {
                    inlet.watermark(this, subtask, mark.getTimestamp());
                }
            } else if (next instanceof WatermarkStatus status && status.isIdle()) {
                for (Inlet<?> inlet : watched) {
                    inlet.watermark(this, subtask, Long.MAX_VALUE - 1);
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private void hand(StreamRecord<Object> element, int subtask) throws Exception {
        for (Outlet<?> outlet : outlets) {
            if (outlet.tag() == null) {
                ((Inlet<Object>) outlet.inlet())
                        .element(subtask, element.getValue(), time(element));
            }
        }
    }

    private static <T> void drain(
            AbstractStreamOperatorTestHarness<?> harness, Outlet<T> outlet, int subtask)
            throws Exception {
        Queue<StreamRecord<T>> records = harness.getSideOutput(outlet.tag());
        while (records != null && !records.isEmpty()) {
            StreamRecord<T> element = records.poll();
            outlet.inlet().element(subtask, element.getValue(), time(element));
        }
    }

    private static long time(StreamRecord<?> element) {
        return element.hasTimestamp() ? element.getTimestamp() : Long.MIN_VALUE;
    }

    void close() throws Exception {
        for (AbstractStreamOperatorTestHarness<O> harness : harnesses) {
            harness.close();
        }
    }

    /** The least watermark of all channels. */
    private static final class Watermarks {
        private final Map<Object, long[]> channels = new HashMap<>();
        private long least = Long.MIN_VALUE;

        void begin(Object from, int count) {
            long[] marks = new long[count];
            Arrays.fill(marks, Long.MIN_VALUE);
            channels.put(from, marks);
        }

        boolean advance(Object from, int channel, long time) {
            channels.get(from)[channel] = time;
            long now = channels.values().stream().flatMapToLong(Arrays::stream).min().orElseThrow();
            if (now <= least || now == Long.MAX_VALUE - 1) {
                return false;
            }
            least = now;
            return true;
        }

        long least() {
            return least;
        }
    }
}
