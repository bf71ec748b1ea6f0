package dev.surprisal.aggregate;

import dev.surprisal.event.Labels;
import dev.surprisal.event.RolloutTotals;
import dev.surprisal.event.StepScore;
import dev.surprisal.event.StepWindow;
import dev.surprisal.policy.RolloutTally;
import dev.surprisal.policy.StepNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Windows of so many steps, from step 0 on, of every group. */
final class StepWindowTallies {

    private final StepPlan plan;
    private final Map<Labels, RolloutTally> open = new TreeMap<>(StepGroups.ORDER);
    private long index = -1;
    private boolean complete = true;

    StepWindowTallies(StepPlan plan) {
        this.plan = plan;
    }

    void restore(long savedIndex, boolean savedComplete) {
        index = savedIndex;
        complete = savedComplete;
    }

    void restore(StepWindow window) {
        add(window.labels(), window.totals());
    }

    long index() {
        return index;
    }

    boolean isComplete() {
        return complete;
    }

    List<StepWindow> save(String run) {
        List<StepWindow> windows = new ArrayList<>();
        open.forEach((labels, tally) -> windows.add(new StepWindow(run, labels, tally.totals())));
        return windows;
    }

    /** Adds a step that is of the open window, or of a later one once that is closed. */
    void add(long step, Map<Labels, RolloutTally> groups, boolean stepComplete) {
        if (plan.windowSteps() == 0) {
            return;
        }
        index = step / plan.windowSteps();
        complete &= stepComplete;
        groups.forEach((labels, tally) -> add(labels, tally.totals()));
    }

    private void add(Labels labels, RolloutTotals totals) {
        open.computeIfAbsent(labels, none -> new RolloutTally(plan.numbers())).merge(totals);
    }

    /** The open window's scores, if it ends before {@code step}. */
    List<StepScore> closeBefore(long step, String run) {
        List<StepScore> scores = new ArrayList<>();
        if (index < 0 || step <= last()) {
            return scores;
        }
        long first = index * plan.windowSteps();
        open.forEach(
                (labels, tally) ->
                        scores.add(
                                StepNumbers.of(plan.numbers(), tally.totals())
                                        .score(run, labels, first, last(), complete, Map.of())));
        open.clear();
        index = -1;
        complete = true;
        return scores;
    }

    private long last() {
        return (index + 1) * plan.windowSteps() - 1;
    }
}
