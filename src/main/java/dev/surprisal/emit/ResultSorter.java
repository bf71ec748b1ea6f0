package dev.surprisal.emit;

import dev.surprisal.event.ResultLine;
import java.util.ArrayList;
import java.util.Comparator;
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

/**
 * Holds the result lines of a bounded job until its end and emits them in order: documents by name,
 * windows, baselines, alerts by time, dead letters by place, the summary.
 *
 * <p>Runs at parallelism 1. Holds one line (about 2 kB) a document: the one thing that grows with
 * their number; see docs/decisions/0004-sorted-results.md.
 */
public final class ResultSorter extends AbstractStreamOperator<String>
        implements OneInputStreamOperator<ResultLine, String>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private transient List<ResultLine> lines;
    private transient ListState<ResultLine> state;

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "lines", TypeInformation.of(ResultLine.class)));
        lines = new ArrayList<>();
        state.get().forEach(lines::add);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(lines);
    }

    @Override
    public void processElement(StreamRecord<ResultLine> line) {
        lines.add(line.getValue());
    }

    @Override
    public void endInput() {
        lines.sort(
                Comparator.comparingInt(ResultLine::rank)
                        .thenComparing(ResultLine::order)
                        .thenComparing(ResultLine::json));
        lines.forEach(line -> output.collect(new StreamRecord<>(line.json())));
        // A checkpoint after the end must not bring them back.
        lines.clear();
    }
}
