package dev.surprisal.aggregate;

import dev.surprisal.event.Labels;
import dev.surprisal.event.LateLabelled;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.LossPane;
import dev.surprisal.loss.LossPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * Puts the panes of all subtasks together, closes each window of a flow without an end when event
 * time has passed it, and decides which keys have losses of their own: the first {@code keysMax} in
 * order of window and name; all further ones are one key, {@code other}.
 *
 * <p>What comes for a window that has closed goes aside and is counted as late. That happens only
 * where a partition was idle and came back: what is late in its partition never gets here.
 *
 * <p>Runs at parallelism 1, or nobody would know how many keys there are; what passes are sums and
 * not lines. State: the panes of open windows, cleared by the watermark; when each admitted key was
 * last seen; the watermark. Bounded: of more than {@code 2 · keysMax} keys in a window, the last in
 * the order of their names are added up as {@code other}, whichever came first.
 */
public final class LossAdmissionOperator extends AbstractStreamOperator<LossPane>
        implements OneInputStreamOperator<LossPane, LossPane> {

    private static final long serialVersionUID = 1L;

    private final LossPlan plan;
    private final int keysMax;
    private transient TreeMap<Long, TreeMap<String, LossPaneAccumulator>> open;
    private transient AdmittedKeys admitted;
    private transient long passed;
    private transient ListState<LossPane> openState;
    private transient ListState<Tuple2<String, Long>> admittedState;
    private transient ListState<Long> passedState;

    /**
     * An operator.
     *
     * @param plan with windows
     * @param keysMax greatest number of keys with losses of their own
     */
    public LossAdmissionOperator(LossPlan plan, int keysMax) {
        this.plan = plan;
        this.keysMax = keysMax;
    }

    /** The key of a window's losses, for who keeps them in order. */
    public static String key(LossPane pane) {
        return PaneAccumulator.key(pane.labels());
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        var store = context.getOperatorStateStore();
        openState =
                store.getListState(
                        new ListStateDescriptor<>("open", TypeInformation.of(LossPane.class)));
        admittedState =
                store.getListState(
                        new ListStateDescriptor<>(
                                "admitted", Types.TUPLE(Types.STRING, Types.LONG)));
        passedState = store.getListState(new ListStateDescriptor<>("passed", Types.LONG));
        open = new TreeMap<>();
        for (LossPane pane : openState.get()) {
            put(pane);
        }
        admitted = new AdmittedKeys(keysMax);
        for (Tuple2<String, Long> key : admittedState.get()) {
            admitted.restore(key);
        }
        passed = Long.MIN_VALUE;
        for (long mark : passedState.get()) {
            passed = mark;
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<LossPane> panes = new ArrayList<>();
        open.values().forEach(keys -> keys.values().forEach(pane -> panes.add(pane.pane())));
        openState.update(panes);
        admittedState.update(admitted.save());
        passedState.update(List.of(passed));
    }

    /**
     * All readers come together here. That they are idle is not passed on: who hears of readers
     * also by a shorter way would take their end for the end of all, ahead of the windows.
     */
    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void processElement(StreamRecord<LossPane> element) {
        LossPane pane = element.getValue();
        if (plan.lastMillis(pane.startMillis()) <= passed) {
            setAside(pane);
        } else {
            put(pane);
        }
    }

    private void setAside(LossPane pane) {
        long end = pane.startMillis() + plan.windowMillis();
        long at = Math.max(pane.clockMillis(), passed);
        Labels labels = new Labels(plan.groupBy().toArray(String[]::new), pane.labels());
        enter(LedgerLine.LATE, pane.lines(), at);
        output.collect(
                AggregateTags.LATE_LINES,
                new StreamRecord<>(
                        new LateLabelled(
                                labels,
                                pane.startMillis(),
                                end,
                                null,
                                -1,
                                -1,
                                pane.clockMillis(),
                                pane.lines())));
    }

    private void put(LossPane pane) {
        TreeMap<String, LossPaneAccumulator> keys =
                open.computeIfAbsent(pane.startMillis(), start -> new TreeMap<>());
        merge(keys, pane, pane.labels());
        String other = PaneAccumulator.key(PaneAccumulator.other(pane.labels().length));
        if (keys.size() - (keys.containsKey(other) ? 1 : 0) > 2 * keysMax) {
            String last = keys.lastKey();
            last = last.equals(other) ? keys.lowerKey(last) : last;
            merge(keys, keys.remove(last).pane(), PaneAccumulator.other(pane.labels().length));
        }
    }

    private void merge(Map<String, LossPaneAccumulator> keys, LossPane pane, String[] labels) {
        String key = PaneAccumulator.key(labels);
        LossPaneAccumulator present = keys.get(key);
        if (present == null) {
            keys.put(key, LossPaneAccumulator.of(plan.losses(), pane, labels));
        } else {
            present.merge(pane);
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        while (!open.isEmpty() && plan.lastMillis(open.firstKey()) <= mark.getTimestamp()) {
            close(open.pollFirstEntry().getValue());
        }
        // After a restart the first ones may lie behind: who is idle is not kept.
        passed = Math.max(passed, mark.getTimestamp());
        super.processWatermark(mark);
    }

    private void close(TreeMap<String, LossPaneAccumulator> keys) {
        Map<String, LossPaneAccumulator> together = new LinkedHashMap<>();
        for (LossPaneAccumulator key : keys.values()) {
            LossPane pane = key.pane();
            long last = plan.lastMillis(pane.startMillis());
            merge(together, pane, admitted.admit(pane.labels(), last));
            // Not before it was entered as received: the ledger adds up at every moment.
            enter(LedgerLine.SCORED, pane.lines(), Math.max(last, pane.clockMillis()));
        }
        together.values().forEach(key -> output.collect(new StreamRecord<>(key.pane())));
    }

    private void enter(LedgerLine line, long count, long time) {
        output.collect(
                AggregateTags.LEDGER, new StreamRecord<>(new LedgerEntry(line, count), time));
    }
}
