package dev.surprisal.aggregate;

import dev.surprisal.event.PaneScore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Puts the pieces of a key from all subtasks together and decides which keys have windows of their
 * own: the first {@code keysMax} in order of event time and name; all further ones are one key,
 * {@code other}. A key that has not been seen for a day of event time makes room.
 *
 * <p>The second input says how far event time came in each reader. At the end of all input, time
 * goes on to the furthest of them before it ends: whoever waits for something that does not come
 * finds out the same, whichever reader was done first.
 *
 * <p>Runs at parallelism 1, or nobody would know how many keys there are; what passes are sums and
 * not documents. State: pieces ahead of the watermark, when each admitted key was last seen, and
 * the furthest time of readers that are at their end.
 */
public final class KeyAdmissionOperator extends AbstractStreamOperator<PaneScore>
        implements TwoInputStreamOperator<PaneScore, Long, PaneScore> {

    private static final long serialVersionUID = 1L;

    private final WindowSpec spec;
    private transient List<PaneScore> waiting;
    private transient AdmittedKeys admitted;
    private transient long end;
    private transient long passed;
    private transient ListState<Long> endState;
    private transient ListState<PaneScore> waitingState;
    private transient ListState<Tuple2<String, Long>> admittedState;

    /** Admits at most {@code spec.keysMax()} keys. */
    public KeyAdmissionOperator(WindowSpec spec) {
        this.spec = spec;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        waitingState =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "waiting", TypeInformation.of(PaneScore.class)));
        admittedState =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "admitted", Types.TUPLE(Types.STRING, Types.LONG)));
        endState =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("end", Types.LONG));
        end = Long.MIN_VALUE;
        for (long saved : endState.get()) {
            end = Math.max(end, saved);
        }
        passed = Long.MIN_VALUE;
        waiting = new ArrayList<>();
        waitingState.get().forEach(waiting::add);
        admitted = new AdmittedKeys(spec.keysMax());
        for (Tuple2<String, Long> key : admittedState.get()) {
            admitted.restore(key);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        waitingState.update(waiting);
        admittedState.update(admitted.save());
        endState.update(List.of(end));
    }

    @Override
    public void processElement1(StreamRecord<PaneScore> pane) {
        waiting.add(pane.getValue());
    }

    @Override
    public void processElement2(StreamRecord<Long> reached) {
        end = Math.max(end, reached.getValue());
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        release(mark);
        if (mark.getTimestamp() == Long.MAX_VALUE && end > passed) {
            output.emitWatermark(new Watermark(end));
        }
        passed = mark.getTimestamp();
        super.processWatermark(mark);
    }

    private void release(Watermark mark) {
        List<PaneScore> due = new ArrayList<>();
        List<PaneScore> ahead = new ArrayList<>();
        for (PaneScore pane : waiting) {
            // Subtasks hand pieces on just before the watermark: those of faster ones wait here.
            long release = spec.releaseMillis(pane.startMillis(), pane.endMillis());
            (release <= mark.getTimestamp() ? due : ahead).add(pane);
        }
        waiting = ahead;
        due.sort(PaneAccumulator.IN_TIME);
        Map<String, PaneAccumulator> together = new LinkedHashMap<>();
        for (PaneScore pane : due) {
            String[] labels = admitted.admit(pane.labels(), pane.endMillis());
            String place = pane.startMillis() + "/" + pane.endMillis() + "/" + pane.document();
            String key = PaneAccumulator.key(labels) + place;
            PaneAccumulator present = together.get(key);
            if (present == null) {
                together.put(key, PaneAccumulator.of(pane, labels));
            } else {
                present.merge(pane);
            }
        }
        for (PaneAccumulator pane : together.values()) {
            PaneScore score = pane.score();
            output.collect(new StreamRecord<>(score, score.endMillis()));
        }
    }
}
