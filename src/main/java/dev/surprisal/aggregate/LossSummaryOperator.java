package dev.surprisal.aggregate;

import dev.surprisal.event.LedgerDelta;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.LossFigures;
import dev.surprisal.event.LossPane;
import dev.surprisal.event.LossSummary;
import dev.surprisal.loss.LossPlan;
import dev.surprisal.loss.LossSpec;
import dev.surprisal.loss.LossSums;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up the panes of all keys and windows, and the ledger, and emits one summary when both inputs
 * have ended. Runs at parallelism 1. State: one pane and the counts of the ledger.
 */
public final class LossSummaryOperator extends AbstractStreamOperator<LossSummary>
        implements TwoInputStreamOperator<LossPane, LedgerDelta, LossSummary>, BoundedMultiInput {

    private static final long serialVersionUID = 1L;

    private static final int INPUTS = 2;

    private final LossPlan plan;
    private transient LossSums sums;
    private transient long[] ledger;
    private transient ListState<LossPane> state;
    private transient ListState<long[]> ledgerState;
    private transient ListState<Boolean> emittedState;
    private transient boolean emitted;
    private transient int inputsEnded;

    /** A summary of what {@code plan} names. */
    public LossSummaryOperator(LossPlan plan) {
        this.plan = plan;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        var store = context.getOperatorStateStore();
        state =
                store.getListState(
                        new ListStateDescriptor<>("sums", TypeInformation.of(LossPane.class)));
        ledgerState =
                store.getListState(
                        new ListStateDescriptor<>("ledger", TypeInformation.of(long[].class)));
        emittedState = store.getListState(new ListStateDescriptor<>("emitted", Types.BOOLEAN));
        sums = new LossSums(plan.losses());
        ledger = new long[LedgerLine.values().length];
        emitted = emittedState.get().iterator().hasNext();
        inputsEnded = 0;
        for (LossPane pane : state.get()) {
            sums.merge(pane.sums(), pane.counts());
        }
        for (long[] counts : ledgerState.get()) {
            // The ledger's lines only grow at the end.
            add(counts);
        }
    }

    private void add(long[] counts) {
        for (int i = 0; i < counts.length; i++) {
            ledger[i] += counts[i];
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(
                List.of(
                        new LossPane(
                                new String[0], 0, sums.sums(), sums.counts(), 0, Long.MIN_VALUE)));
        ledgerState.update(List.of(ledger.clone()));
        emittedState.update(emitted ? List.of(true) : List.of());
    }

    @Override
    public void processElement1(StreamRecord<LossPane> element) {
        sums.merge(element.getValue().sums(), element.getValue().counts());
    }

    @Override
    public void processElement2(StreamRecord<LedgerDelta> element) {
        add(element.getValue().counts());
    }

    @Override
    public void endInput(int inputId) {
        inputsEnded++;
        // After a crash behind the end of the inputs they end once more; what a checkpoint has seen
        // emitted is with the next operator already.
        if (inputsEnded == INPUTS && !emitted) {
            emitted = true;
            output.collect(new StreamRecord<>(summary()));
        }
    }

    private LossSummary summary() {
        int count = plan.losses().size();
        LossFigures[] figures = new LossFigures[count];
        for (int i = 0; i < count; i++) {
            figures[i] = sums.figures(i);
        }
        return new LossSummary(
                plan.losses().stream().map(LossSpec::name).toArray(String[]::new),
                plan.losses().stream().map(LossSpec::unit).toArray(String[]::new),
                figures,
                ledger.clone());
    }
}
