package dev.surprisal.aggregate;

import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.SummaryScore;
import dev.surprisal.event.SummaryState;
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
 * Adds up documents and ledgers of a bounded job and emits one summary when both inputs have ended.
 *
 * <p>An operator and not a function, because only operators are told of the end of their inputs.
 * Runs at parallelism 1; what it holds is bounded: exact values are kept up to a limit, see {@code
 * kernel.Sample}.
 */
public final class SummaryOperator extends AbstractStreamOperator<SummaryScore>
        implements TwoInputStreamOperator<DocumentScore, LedgerEntry, SummaryScore>,
                BoundedMultiInput {

    private static final long serialVersionUID = 1L;

    private static final int INPUTS = 2;

    private transient SummaryAccumulator summary;
    private transient ListState<SummaryState> state;
    private transient ListState<Boolean> emittedState;
    private transient boolean emitted;
    private transient int inputsEnded;

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "summary", TypeInformation.of(SummaryState.class)));
        emittedState =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("emitted", Types.BOOLEAN));
        emitted = emittedState.get().iterator().hasNext();
        summary = new SummaryAccumulator();
        inputsEnded = 0;
        for (SummaryState restored : state.get()) {
            summary.merge(restored);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(List.of(summary.state()));
        emittedState.update(emitted ? List.of(true) : List.of());
    }

    @Override
    public void processElement1(StreamRecord<DocumentScore> document) {
        summary.add(document.getValue());
    }

    @Override
    public void processElement2(StreamRecord<LedgerEntry> entry) {
        summary.add(entry.getValue());
    }

    @Override
    public void endInput(int inputId) {
        inputsEnded++;
        // After a crash behind the end of the inputs they end once more; what a checkpoint has seen
        // emitted is with the next operator already.
        if (inputsEnded == INPUTS && !emitted) {
            emitted = true;
            output.collect(new StreamRecord<>(summary.score()));
        }
    }
}
