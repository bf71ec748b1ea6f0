package dev.surprisal.aggregate;

import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.RolloutScore;
import dev.surprisal.event.StepWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Passes the records of one stream of roll-outs on, each at its step, and sends watermarks that are
 * steps: the greatest step that all writers have passed.
 *
 * <p>A step is passed when every record is here that its writer numbered before it closed it,
 * whatever order they came in; one that stays missing is given up as {@link StepOperator} does.
 * Records without numbers must come in order. Waits for as many writers as the records say there
 * are. Two runs in one stream are waited for together, so one that begins after another has ended
 * is late throughout.
 *
 * <p>Runs at parallelism 1, or no subtask would see all writers. State: how far each writer's
 * records were read; the numbers of those ahead of a missing one.
 */
public final class StepWatermark extends AbstractStreamOperator<RolloutRecord>
        implements OneInputStreamOperator<RolloutRecord, RolloutRecord> {

    private static final long serialVersionUID = 1L;

    private final boolean live;
    private transient RolloutJoinWriters writers;
    private transient ListState<StepWriter> writerState;
    private transient ListState<RolloutScore> waitingState;
    private transient ListState<Tuple2<String, Integer>> expectedState;
    private transient long emitted;

    /**
     * Sends watermarks.
     *
     * @param live whether there is no end at which a missing record would be given up
     */
    public StepWatermark(boolean live) {
        this.live = live;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        int subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        if (subtasks != 1) {
            throw new IllegalStateException("parallelism is " + subtasks + ", expected 1");
        }
        writerState = list(context, "writers", TypeInformation.of(StepWriter.class));
        waitingState = list(context, "waiting", TypeInformation.of(RolloutScore.class));
        expectedState = list(context, "expected", Types.TUPLE(Types.STRING, Types.INT));
        writers = new RolloutJoinWriters(live);
        for (StepWriter writer : writerState.get()) {
            writers.restore(writer);
        }
        for (RolloutScore waiting : waitingState.get()) {
            writers.restore(waiting);
        }
        for (Tuple2<String, Integer> run : expectedState.get()) {
            writers.expect(run.f0, run.f1);
        }
        emitted = Long.MIN_VALUE;
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<StepWriter> saved = new ArrayList<>();
        List<RolloutScore> waiting = new ArrayList<>();
        writers.save(saved, waiting::add);
        writerState.update(saved);
        waitingState.update(waiting);
        List<Tuple2<String, Integer>> expected = new ArrayList<>();
        writers.expected().forEach((run, count) -> expected.add(Tuple2.of(run, count)));
        expectedState.update(expected);
    }

    private static <T> ListState<T> list(
            StateInitializationContext context, String name, TypeInformation<T> type)
            throws Exception {
        return context.getOperatorStateStore().getListState(new ListStateDescriptor<>(name, type));
    }

    @Override
    public void processElement(StreamRecord<RolloutRecord> element) {
        RolloutRecord record = element.getValue();
        boolean close = record.close() != null;
        long step = close ? record.close().step() : record.rollout().step();
        output.collect(new StreamRecord<>(record, step));
        writers.take(record);
        long passed = writers.passed();
        // After a restart it is said anew: who reads this does not know it any more.
        if (passed > emitted && passed >= 0) {
            emitted = passed;
            output.emitWatermark(new Watermark(passed));
        }
    }

    /** Of the source only the end counts: it knows no steps. */
    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() == Long.MAX_VALUE) {
            super.processWatermark(mark);
        }
    }

    /** A source that is idle may still have what its writers write. */
    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}
}
