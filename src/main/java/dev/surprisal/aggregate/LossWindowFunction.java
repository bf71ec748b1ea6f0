package dev.surprisal.aggregate;

import dev.surprisal.event.Labels;
import dev.surprisal.event.LossPane;
import dev.surprisal.event.LossScore;
import dev.surprisal.loss.LossPlan;
import dev.surprisal.loss.LossSpec;
import dev.surprisal.loss.LossSums;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keyed by key and window: merges panes and emits a score a loss when event time has passed the
 * window, which in a bounded job is at its end. A loss that no line of the window held what it
 * needs for has none. State: one pane, cleared by that timer.
 */
public final class LossWindowFunction extends KeyedProcessFunction<String, LossPane, LossScore> {

    private static final long serialVersionUID = 1L;

    private final LossPlan plan;
    private transient ValueState<LossPane> state;

    /** Scores of what {@code plan} names. */
    public LossWindowFunction(LossPlan plan) {
        this.plan = plan;
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
            boolean whole = plan.windowMillis() == 0;
            context.timerService()
                    .registerEventTimeTimer(
                            whole ? Long.MAX_VALUE : pane.startMillis() + plan.windowMillis() - 1);
            return;
        }
        LossSums sums = sums(plan.losses(), present);
        sums.merge(pane.sums(), pane.counts());
        state.update(new LossPane(pane.labels(), pane.startMillis(), sums.sums(), sums.counts()));
    }

    static LossSums sums(List<LossSpec> losses, LossPane pane) {
        LossSums sums = new LossSums(losses);
        sums.merge(pane.sums(), pane.counts());
        return sums;
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<LossScore> out)
            throws Exception {
        LossPane pane = state.value();
        state.clear();
        LossSums sums = sums(plan.losses(), pane);
        Labels labels = new Labels(plan.groupBy().toArray(new String[0]), pane.labels());
        long end = plan.windowMillis() == 0 ? 0 : pane.startMillis() + plan.windowMillis();
        for (int i = 0; i < plan.losses().size(); i++) {
            LossSpec spec = plan.losses().get(i);
            LossScore score =
                    new LossScore(
                            labels,
                            pane.startMillis(),
                            end,
                            spec.name(),
                            i,
                            spec.unit(),
                            sums.figures(i));
            if (score.figures().lines() > 0) {
                out.collect(score);
            }
        }
    }
}
