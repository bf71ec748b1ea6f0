package dev.surprisal.aggregate;

import dev.surprisal.event.RolloutJoinCounts;
import dev.surprisal.event.RolloutJoinEntry;
import dev.surprisal.event.RolloutJoinLine;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Adds up what became of joined roll-outs, and says it at the end. Runs at parallelism 1. */
public final class RolloutJoinCountsOperator extends AbstractStreamOperator<RolloutJoinCounts>
        implements OneInputStreamOperator<RolloutJoinEntry, RolloutJoinCounts>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private transient RolloutJoinCounts counts;
    private transient ListState<RolloutJoinCounts> state;

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "counts", TypeInformation.of(RolloutJoinCounts.class)));
        int lines = RolloutJoinLine.values().length;
        counts = new RolloutJoinCounts(new long[lines], new long[lines]);
        for (RolloutJoinCounts saved : state.get()) {
            for (int i = 0; i < saved.primary().length; i++) {
                counts.primary()[i] += saved.primary()[i];
                counts.secondary()[i] += saved.secondary()[i];
            }
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(
                List.of(
                        new RolloutJoinCounts(
                                counts.primary().clone(), counts.secondary().clone())));
    }

    @Override
    public void processElement(StreamRecord<RolloutJoinEntry> element) {
        RolloutJoinEntry entry = element.getValue();
        long[] side = entry.primary() ? counts.primary() : counts.secondary();
        side[entry.line().ordinal()] += entry.count();
    }

    @Override
    public void endInput() {
        output.collect(new StreamRecord<>(counts));
    }
}
