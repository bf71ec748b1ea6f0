package dev.surprisal.aggregate;

import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.LedgerScore;
import dev.surprisal.event.RolloutScore;
import dev.surprisal.event.StepCell;
import dev.surprisal.event.StepRun;
import dev.surprisal.event.StepScore;
import dev.surprisal.event.StepWindow;
import dev.surprisal.event.StepWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Roll-outs to steps. Runs at parallelism 1, because a step is of all writers; what comes in are
 * sums of completions and not their tokens. The second input is the ledger of ingest; both ledgers
 * together come out at the end, if there is one.
 *
 * <p>State, as lists: how far each writer's records have been read, records ahead of a missing one,
 * tallies of open steps and of open windows, what of a run lasts. Steps take the place of event
 * time: they close by the writers' marks, so nothing depends on a watermark.
 */
public final class StepOperator extends AbstractStreamOperator<StepScore>
        implements TwoInputStreamOperator<RolloutScore, LedgerEntry, StepScore>, BoundedMultiInput {

    private static final long serialVersionUID = 1L;

    private final StepPlan plan;
    private transient TreeMap<String, RunBook> runs;
    private transient long[] counts;
    private transient int inputsEnded;
    private transient ListState<StepRun> runState;
    private transient ListState<StepWriter> writerState;
    private transient ListState<StepCell> cellState;
    private transient ListState<StepWindow> windowState;
    private transient ListState<RolloutScore> waitingState;
    private transient ListState<long[]> countState;

    /** An operator for steps as planned. */
    public StepOperator(StepPlan plan) {
        this.plan = plan;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        runState = list(context, "runs", StepRun.class);
        writerState = list(context, "writers", StepWriter.class);
        cellState = list(context, "cells", StepCell.class);
        windowState = list(context, "windows", StepWindow.class);
        waitingState = list(context, "waiting", RolloutScore.class);
        countState = list(context, "counts", long[].class);
        runs = new TreeMap<>();
        counts = new long[LedgerLine.values().length];
        for (StepRun run : runState.get()) {
            run(run.run()).restore(run);
        }
        for (StepWriter writer : writerState.get()) {
            run(writer.run()).restore(writer);
        }
        for (StepCell cell : cellState.get()) {
            run(cell.run()).restore(cell);
        }
        for (StepWindow window : windowState.get()) {
            run(window.run()).restore(window);
        }
        for (RolloutScore waiting : waitingState.get()) {
            run(name(waiting)).restore(waiting);
        }
        for (long[] saved : countState.get()) {
            for (int i = 0; i < saved.length; i++) {
                counts[i] += saved[i];
            }
        }
    }

    private static <T> ListState<T> list(
            StateInitializationContext context, String name, Class<T> type) throws Exception {
        return context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>(name, TypeInformation.of(type)));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<StepRun> ofRuns = new ArrayList<>();
        List<StepWriter> ofWriters = new ArrayList<>();
        List<StepCell> cells = new ArrayList<>();
        List<StepWindow> windows = new ArrayList<>();
        List<RolloutScore> waiting = new ArrayList<>();
        runs.forEach(
                (name, run) -> {
                    ofRuns.add(run.save());
                    windows.addAll(run.saveWindow());
                    run.saveCells(cells::add);
                    run.saveWriters(ofWriters, waiting::add);
                });
        runState.update(ofRuns);
        writerState.update(ofWriters);
        cellState.update(cells);
        windowState.update(windows);
        waitingState.update(waiting);
        countState.update(List.of(counts.clone()));
    }

    private static String name(RolloutScore score) {
        return score.identity().run() == null ? "" : score.identity().run();
    }

    private RunBook run(String name) {
        return runs.computeIfAbsent(
                name,
                none ->
                        new RunBook(
                                name,
                                plan,
                                score -> output.collect(new StreamRecord<>(score)),
                                (line, count) -> counts[line.ordinal()] += count));
    }

    @Override
    public void processElement1(StreamRecord<RolloutScore> score) {
        run(name(score.getValue())).add(score.getValue());
    }

    @Override
    public void processElement2(StreamRecord<LedgerEntry> entry) {
        counts[entry.getValue().line().ordinal()] += entry.getValue().count();
    }

    @Override
    public void endInput(int input) {
        // Both: what ends first depends on the readers.
        if (++inputsEnded == 2) {
            runs.values().forEach(RunBook::end);
            output.collect(
                    AggregateTags.STEP_LEDGER,
                    new StreamRecord<>(new LedgerScore(Long.MAX_VALUE, counts.clone(), 0)));
        }
    }
}
