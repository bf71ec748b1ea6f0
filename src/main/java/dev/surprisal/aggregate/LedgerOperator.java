package dev.surprisal.aggregate;

import dev.surprisal.event.LedgerDelta;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.LedgerScore;
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

/**
 * Both ledgers of a flow without an end: one line for every interval in which something happened,
 * with the counts from the begin of the job, and a last one at its end. Runs at parallelism 1.
 * State: the counts so far and the intervals that the watermark has not passed.
 */
public final class LedgerOperator extends AbstractStreamOperator<LedgerScore>
        implements OneInputStreamOperator<LedgerDelta, LedgerScore> {

    private static final long serialVersionUID = 1L;

    private transient long[] sums;
    private transient TreeMap<Long, long[]> open;
    private transient ListState<LedgerDelta> sumState;
    private transient ListState<LedgerDelta> openState;
    private transient long shown;

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        sumState = list(context, "sums");
        openState = list(context, "open");
        sums = new long[LedgerLine.values().length];
        open = new TreeMap<>();
        shown = Long.MIN_VALUE;
        for (LedgerDelta delta : sumState.get()) {
            shown = delta.endMillis();
            add(delta.counts());
        }
        for (LedgerDelta delta : openState.get()) {
            LedgerCombineOperator.add(open, delta.endMillis(), delta.counts());
        }
    }

    private static ListState<LedgerDelta> list(StateInitializationContext context, String name)
            throws Exception {
        return context.getOperatorStateStore()
                .getListState(
                        new ListStateDescriptor<>(name, TypeInformation.of(LedgerDelta.class)));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        sumState.update(List.of(new LedgerDelta(shown, sums.clone())));
        openState.update(LedgerCombineOperator.deltas(open));
    }

    @Override
    public void processElement(StreamRecord<LedgerDelta> element) {
        LedgerDelta delta = element.getValue();
        // What comes for an interval that was shown counts in the next one.
        long end = delta.endMillis() <= shown ? Long.MIN_VALUE : delta.endMillis();
        LedgerCombineOperator.add(open, end, delta.counts());
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        Map<Long, long[]> passed = open.headMap(mark.getTimestamp(), true);
        for (Map.Entry<Long, long[]> interval : passed.entrySet()) {
            add(interval.getValue());
            if (interval.getKey() != Long.MIN_VALUE) {
                show(interval.getKey());
            }
        }
        passed.clear();
        if (mark.getTimestamp() == Long.MAX_VALUE && shown != Long.MAX_VALUE) {
            show(Long.MAX_VALUE);
        }
        super.processWatermark(mark);
    }

    private void add(long[] counts) {
        for (int i = 0; i < counts.length; i++) {
            sums[i] += counts[i];
        }
    }

    private void show(long end) {
        shown = end;
        output.collect(new StreamRecord<>(new LedgerScore(end, sums.clone(), openCount()), end));
    }

    /** What has been decoded and is not yet accounted for. */
    private long openCount() {
        return sums[LedgerLine.COMPLETIONS.ordinal()]
                - sums[LedgerLine.SCORED.ordinal()]
                - sums[LedgerLine.DUPLICATE.ordinal()]
                - sums[LedgerLine.LATE.ordinal()]
                - sums[LedgerLine.UNMEASURED.ordinal()]
                - sums[LedgerLine.EXPIRED.ordinal()];
    }
}
