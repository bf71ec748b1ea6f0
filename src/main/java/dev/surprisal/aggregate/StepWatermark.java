package dev.surprisal.aggregate;

import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.StepClose;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
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
 * <p>Assumes that each writer's records come in the order in which it wrote them: a topic in which
 * a writer keeps to its partition, or a folder that one reader reads. What comes behind its
 * writer's close is late. Waits for as many writers as the records say there are. Two runs in one
 * stream are waited for together, so one that begins after another has ended is late throughout.
 *
 * <p>Runs at parallelism 1, or no subtask would see all writers. State: what each has closed.
 */
public final class StepWatermark extends AbstractStreamOperator<RolloutRecord>
        implements OneInputStreamOperator<RolloutRecord, RolloutRecord> {

    private static final long serialVersionUID = 1L;

    private transient RolloutJoinWriters writers;
    private transient ListState<StepClose> state;
    private transient long emitted;
    private transient boolean restored;

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        int subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        if (subtasks != 1) {
            throw new IllegalStateException("parallelism is " + subtasks + ", expected 1");
        }
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "writers", TypeInformation.of(StepClose.class)));
        writers = new RolloutJoinWriters();
        for (StepClose writer : state.get()) {
            writers.restore(writer);
        }
        emitted = Long.MIN_VALUE;
        restored = context.isRestored();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(writers.save());
    }

    @Override
    public void processElement(StreamRecord<RolloutRecord> element) {
        RolloutRecord record = element.getValue();
        boolean close = record.close() != null;
        long step = close ? record.close().step() : record.rollout().step();
        output.collect(new StreamRecord<>(record, step));
        writers.take(record);
        // Who reads this knows no watermark after a restart: it is said anew before the next close.
        if (close || restored) {
            restored = false;
            advance(writers.passed());
        }
    }

    private void advance(long passed) {
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
