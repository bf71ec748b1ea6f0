package dev.surprisal.aggregate;

import dev.surprisal.event.Labels;
import dev.surprisal.event.LossFigures;
import dev.surprisal.event.LossPane;
import dev.surprisal.event.LossScore;
import dev.surprisal.loss.LossPlan;
import dev.surprisal.loss.LossSpec;
import dev.surprisal.loss.LossSums;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * A whole window of a key to a score a loss. A loss that no line of the window held what it needs
 * for has none.
 */
public final class LossScoreFunction implements FlatMapFunction<LossPane, LossScore> {

    private static final long serialVersionUID = 1L;

    private final LossPlan plan;

    /** Scores of what {@code plan} names. */
    public LossScoreFunction(LossPlan plan) {
        this.plan = plan;
    }

    @Override
    public void flatMap(LossPane pane, Collector<LossScore> out) {
        LossSums sums = new LossSums(plan.losses());
        sums.merge(pane.sums(), pane.counts());
        Labels labels = new Labels(plan.groupBy().toArray(String[]::new), pane.labels());
        long end = plan.windowMillis() == 0 ? 0 : pane.startMillis() + plan.windowMillis();
        for (int i = 0; i < plan.losses().size(); i++) {
            LossSpec spec = plan.losses().get(i);
            LossFigures figures = sums.figures(i);
            if (figures.lines() > 0) {
                out.collect(
                        new LossScore(
                                labels,
                                pane.startMillis(),
                                end,
                                spec.name(),
                                i,
                                spec.unit(),
                                figures));
            }
        }
    }
}
