package dev.surprisal.aggregate;

import dev.surprisal.event.LossPane;
import dev.surprisal.event.LossScore;
import dev.surprisal.loss.LossPlan;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keyed by key and window: merges panes and emits a score a loss when event time has passed the
 * window, which in a bounded job is at its end. State: one pane, cleared by that timer.
 */
public final class LossWindowFunction extends KeyedProcessFunction<String, LossPane, LossScore> {

    private static final long serialVersionUID = 1L;

    private final LossPlan plan;
    private final LossScoreFunction scores;
    private transient ValueState<LossPane> state;

    /** Scores of what {@code plan} names. */
    public LossWindowFunction(LossPlan plan) {
        this.plan = plan;
        scores = new LossScoreFunction(plan);
    }

    /** Key of a pane. */
    public static String key(LossPane pane) {
        return key(pane.labels(), pane.startMillis());
    }

    static String key(String[] labels, long startMillis) {
        return startMillis + "|" + PaneAccumulator.key(labels);
    }

    @Override
    public void open(OpenContext context) {
        state =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "losses", TypeInformation.of(LossPane.class)));
    }

    @Override
    public void processElement(LossPane pane, Context context, Collector<LossScore> out)
            throws Exception {
        LossPane present = state.value();
        if (present == null) {
            state.update(pane);
            context.timerService().registerEventTimeTimer(plan.lastMillis(pane.startMillis()));
            return;
        }
        LossPaneAccumulator both = LossPaneAccumulator.of(plan.losses(), present, present.labels());
        both.merge(pane);
        state.update(both.pane());
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<LossScore> out)
            throws Exception {
        LossPane pane = state.value();
        state.clear();
        scores.flatMap(pane, out);
    }
}
