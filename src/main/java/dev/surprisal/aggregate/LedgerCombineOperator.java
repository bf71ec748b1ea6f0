package dev.surprisal.aggregate;

import dev.surprisal.event.LedgerDelta;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * Adds up ledger entries by interval of event time, next to where they arise, and hands an interval
 * on when the watermark has passed it, or its reader goes idle. State: the sums of open intervals.
 */
public final class LedgerCombineOperator extends AbstractStreamOperator<LedgerDelta>
        implements OneInputStreamOperator<LedgerEntry, LedgerDelta> {

    private static final long serialVersionUID = 1L;

    private final long intervalMillis;
    private transient TreeMap<Long, long[]> open;
    private transient ListState<LedgerDelta> state;

    /** Intervals of {@code intervalMillis}, from 1970 on. */
    public LedgerCombineOperator(long intervalMillis) {
        this.intervalMillis = intervalMillis;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "open", TypeInformation.of(LedgerDelta.class)));
        open = new TreeMap<>();
        for (LedgerDelta delta : state.get()) {
            add(open, delta.endMillis(), delta.counts());
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(deltas(open));
    }

    static void add(Map<Long, long[]> target, long end, long[] counts) {
        long[] sums = target.computeIfAbsent(end, key -> new long[LedgerLine.values().length]);
        for (int i = 0; i < counts.length; i++) {
            sums[i] += counts[i];
        }
    }

    static List<LedgerDelta> deltas(Map<Long, long[]> intervals) {
        List<LedgerDelta> deltas = new ArrayList<>();
        intervals.forEach((end, counts) -> deltas.add(new LedgerDelta(end, counts.clone())));
        return deltas;
    }

    /** The end of the interval that a time is in. */
    static long end(long time, long intervalMillis) {
        return time == Long.MIN_VALUE
                ? time
                : (Math.floorDiv(time, intervalMillis) + 1) * intervalMillis;
    }

    @Override
    public void processElement(StreamRecord<LedgerEntry> element) {
        LedgerEntry entry = element.getValue();
        long[] sums =
                open.computeIfAbsent(
                        end(element.getTimestamp(), intervalMillis),
                        key -> new long[LedgerLine.values().length]);
        sums[entry.line().ordinal()] += entry.count();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        handOn(open.headMap(mark.getTimestamp(), true), mark.getTimestamp());
        super.processWatermark(mark);
    }

    /** The watermark goes on without this reader: what it counted must not come after it. */
    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        if (status.isIdle()) {
            handOn(open, Long.MIN_VALUE);
        }
        super.processWatermarkStatus(status);
    }

    private void handOn(Map<Long, long[]> intervals, long timestamp) {
        for (LedgerDelta delta : deltas(intervals)) {
            output.collect(new StreamRecord<>(delta, timestamp));
        }
        intervals.clear();
    }
}
