package dev.surprisal.aggregate;

import dev.surprisal.aggregate.RolloutJoinMatch.Outcome;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutJoinEntry;
import dev.surprisal.event.RolloutJoinLine;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.UnmatchedRollout;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * Joins two streams of roll-outs, keyed by {@link RolloutJoin#key}: each completion's records wait
 * until both streams have passed its step, by watermarks that are steps ({@link StepWatermark}).
 * Only then is known that no other record of it comes, so what is joined does not depend on which
 * came first. All of the first stream go on, joined or as they are; those of the second that were
 * not joined go to {@link #UNMATCHED}, with the reason.
 *
 * <p>When a watermark goes out, what was settled by it has gone out: after watermark {@code w} no
 * roll-out of step {@code w - ttlSteps} or before follows but late ones, which go on at once.
 * Closes of the first stream wait as long, so that they do not run ahead of their roll-outs; those
 * of the second end here.
 *
 * <p>State: what waits, and until its time to live is over that a completion is settled, cleared by
 * event-time timers; how far time came, because Flink does not keep it and a restart must not make
 * late records timely.
 */
public final class RolloutJoinOperator extends AbstractStreamOperator<RolloutRecord>
        implements TwoInputStreamOperator<RolloutRecord, RolloutRecord, RolloutRecord>,
                Triggerable<String, VoidNamespace> {

    /** Roll-outs of the second stream that have become part of no record. */
    public static final OutputTag<UnmatchedRollout> UNMATCHED =
            new OutputTag<>("unmatched-rollouts", TypeInformation.of(UnmatchedRollout.class));

    /** What became of each roll-out of both. */
    public static final OutputTag<RolloutJoinEntry> ENTRIES =
            new OutputTag<>("rollout-join", TypeInformation.of(RolloutJoinEntry.class));

    private static final long serialVersionUID = 1L;

    private final RolloutJoinSpec spec;
    private transient RolloutJoinTime time;
    private transient ListState<Long> passedState;
    private transient ListState<RolloutRecord> primaries;
    private transient ListState<RolloutRecord> secondaries;
    private transient ListState<RolloutRecord> closes;
    private transient ValueState<Long> settled;
    private transient InternalTimerService<VoidNamespace> timers;

    /** An operator. */
    public RolloutJoinOperator(RolloutJoinSpec spec) {
        this.spec = spec;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        passedState =
                context.getOperatorStateStore()
                        .getUnionListState(new ListStateDescriptor<>("passed", Types.LONG));
        time = new RolloutJoinTime(spec.aheadSteps());
        for (long passed : passedState.get()) {
            time.restore(passed);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        passedState.update(List.of(time.passed()));
    }

    @Override
    public void open() throws Exception {
        super.open();
        TypeInformation<RolloutRecord> type = TypeInformation.of(RolloutRecord.class);
        primaries = getRuntimeContext().getListState(new ListStateDescriptor<>("primaries", type));
        secondaries =
                getRuntimeContext().getListState(new ListStateDescriptor<>("secondaries", type));
        closes = getRuntimeContext().getListState(new ListStateDescriptor<>("closes", type));
        settled = getRuntimeContext().getState(new ValueStateDescriptor<>("settled", Types.LONG));
        timers = getInternalTimerService("rollouts", VoidNamespaceSerializer.INSTANCE, this);
    }

    @Override
    public void processElement1(StreamRecord<RolloutRecord> element) throws Exception {
        RolloutRecord record = element.getValue();
        if (record.close() == null) {
            take(record, true);
            return;
        }
        long last = spec.lastStep(record.close().step());
        if (last <= time.passed()) {
            goOn(record, record.close().step());
        } else {
            closes.add(record);
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, last);
        }
    }

    @Override
    public void processElement2(StreamRecord<RolloutRecord> element) throws Exception {
        if (element.getValue().close() == null) {
            take(element.getValue(), false);
        }
    }

    private void take(RolloutRecord record, boolean primary) throws Exception {
        Rollout rollout = record.rollout();
        long step = rollout.step();
        long last = spec.lastStep(step);
        count(RolloutJoinLine.RECEIVED, primary, step);
        if (settled.value() != null || last <= time.passed()) {
            String reason = "came when its completion was settled: step %d was passed";
            leave(new Outcome(record, primary, RolloutJoinLine.LATE, reason.formatted(step)));
            return;
        }
        ListState<RolloutRecord> waiting = primary ? primaries : secondaries;
        for (RolloutRecord other : waiting.get()) {
            if (RolloutJoin.latestFirst(rollout, other.rollout()) == 0) {
                count(RolloutJoinLine.REPEATED, primary, step);
                return;
            }
        }
        waiting.add(record);
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, last);
        if (step > time.passed()) {
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, step);
        } else {
            settle(false);
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        List<RolloutRecord> ends = list(closes);
        if (!ends.isEmpty()) {
            ends.forEach(record -> goOn(record, record.close().step()));
            closes.clear();
            return;
        }
        Long done = settled.value();
        if (done == null) {
            List<RolloutRecord> any = list(primaries);
            any.addAll(list(secondaries));
            settle(timer.getTimestamp() >= spec.lastStep(any.get(0).rollout().step()));
        } else if (timer.getTimestamp() >= spec.lastStep(done)) {
            settled.clear();
        }
    }

    /**
     * Joins what is here of both streams.
     *
     * @param last whether nothing is waited for any more
     */
    private void settle(boolean last) throws Exception {
        List<RolloutRecord> firsts = list(primaries);
        List<RolloutRecord> seconds = list(secondaries);
        boolean both = !firsts.isEmpty() && !seconds.isEmpty();
        if (!both && !last) {
            return;
        }
        RolloutJoinMatch.settle(firsts, seconds).forEach(this::leave);
        primaries.clear();
        secondaries.clear();
        if (!last) {
            settled.update(firsts.get(0).rollout().step());
        }
    }

    private static List<RolloutRecord> list(ListState<RolloutRecord> state) throws Exception {
        List<RolloutRecord> records = new ArrayList<>();
        state.get().forEach(records::add);
        return records;
    }

    private void leave(Outcome outcome) {
        Rollout rollout = outcome.record().rollout();
        count(outcome.line(), outcome.primary(), rollout.step());
        if (outcome.primary()) {
            goOn(outcome.record(), rollout.step());
        } else if (outcome.line() != RolloutJoinLine.JOINED) {
            UnmatchedRollout unmatched =
                    new UnmatchedRollout(rollout, outcome.line(), outcome.reason());
            output.collect(UNMATCHED, new StreamRecord<>(unmatched, rollout.step()));
        }
    }

    private void goOn(RolloutRecord record, long step) {
        output.collect(new StreamRecord<>(record, step));
    }

    private void count(RolloutJoinLine line, boolean primary, long step) {
        output.collect(
                ENTRIES, new StreamRecord<>(new RolloutJoinEntry(line, primary, step, 1), step));
    }

    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        advance(time.reach(0, mark.getTimestamp()));
    }

    @Override
    public void processWatermark2(Watermark mark) throws Exception {
        advance(time.reach(1, mark.getTimestamp()));
    }

    private void advance(boolean further) throws Exception {
        if (further) {
            processWatermark(new Watermark(time.passed()));
        }
    }

    /** A stream that is idle may still have the partners: it is waited for. */
    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) {}

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("roll-outs have no timers on the clock");
    }
}
