package dev.surprisal.aggregate;

import dev.surprisal.event.Labelled;
import dev.surprisal.event.LossPane;
import dev.surprisal.loss.LossSpec;
import dev.surprisal.loss.LossSums;
import java.util.List;

/** A pane of losses that grows. Exact: any order and any tree give the same bits. */
final class LossPaneAccumulator {

    private final String[] labels;
    private final long start;
    private final LossSums sums;
    private long lines;
    private long clock = Long.MIN_VALUE;

    LossPaneAccumulator(List<LossSpec> losses, String[] labels, long start) {
        this.labels = labels;
        this.start = start;
        sums = new LossSums(losses);
    }

    /** What a pane holds, under its own labels or others. */
    static LossPaneAccumulator of(List<LossSpec> losses, LossPane pane, String[] labels) {
        LossPaneAccumulator accumulator =
                new LossPaneAccumulator(losses, labels, pane.startMillis());
        accumulator.merge(pane);
        return accumulator;
    }

    void add(Labelled line, long clockMillis) {
        sums.add(line);
        lines++;
        clock = Math.max(clock, clockMillis);
    }

    void merge(LossPane pane) {
        sums.merge(pane.sums(), pane.counts());
        lines += pane.lines();
        clock = Math.max(clock, pane.clockMillis());
    }

    long start() {
        return start;
    }

    LossPane pane() {
        return new LossPane(labels, start, sums.sums(), sums.counts(), lines, clock);
    }
}
