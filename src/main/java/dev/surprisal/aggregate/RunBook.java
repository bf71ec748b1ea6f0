package dev.surprisal.aggregate;

import dev.surprisal.event.Labels;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.RolloutIdentity;
import dev.surprisal.event.RolloutScore;
import dev.surprisal.event.StepCell;
import dev.surprisal.event.StepRun;
import dev.surprisal.event.StepScore;
import dev.surprisal.event.StepWindow;
import dev.surprisal.event.StepWriter;
import dev.surprisal.policy.Frontier;
import dev.surprisal.policy.RolloutTally;
import dev.surprisal.policy.StepNumbers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * The steps of one run of training. A step closes when every writer has passed it, as its records
 * say in their order; what a step consists of therefore does not depend on how its records came.
 */
final class RunBook {

    /** A file without marks is read to its end before the one two steps later is begun. */
    private static final long IMPLIED_BEHIND = 2;

    private final String run;
    private final StepPlan plan;
    private final Consumer<StepScore> output;
    private final ObjLongConsumer<LedgerLine> ledger;
    private final TreeMap<Integer, WriterLog> writers = new TreeMap<>();
    private final TreeMap<Long, StepCells> open = new TreeMap<>();
    private final StepGroups groups;
    private final StepWindowTallies window;
    private Frontier frontier = new Frontier();
    private int expected = 1;
    private long emitted = -1;
    private long greatest = -1;

    RunBook(
            String run,
            StepPlan plan,
            Consumer<StepScore> output,
            ObjLongConsumer<LedgerLine> ledger) {
        this.run = run;
        this.plan = plan;
        this.output = output;
        this.ledger = ledger;
        groups = new StepGroups(plan);
        window = new StepWindowTallies(plan);
    }

    void restore(StepRun saved) {
        expected = saved.writers();
        emitted = saved.emitted();
        greatest = saved.greatest();
        frontier = new Frontier(saved.frontierKl(), saved.frontierReward());
        groups.restore(saved);
        window.restore(saved.windowIndex(), saved.windowComplete());
    }

    void restore(StepWriter saved) {
        writer(saved.writer()).restore(saved);
    }

    void restore(StepCell saved) {
        cells(saved.step()).restore(saved);
    }

    void restore(StepWindow saved) {
        window.restore(saved);
    }

    void restore(RolloutScore waiting) {
        writer(waiting.identity().writer()).attempt(waiting.identity().attempt()).offer(waiting);
    }

    StepRun save() {
        return new StepRun(
                run,
                expected,
                emitted,
                greatest,
                groups.admitted(),
                frontier.kls(),
                frontier.rewards(),
                window.index(),
                window.isComplete());
    }

    void saveWriters(List<StepWriter> target, Consumer<RolloutScore> waiting) {
        writers.forEach((writer, log) -> log.save(run, writer, target, waiting));
    }

    List<StepWindow> saveWindow() {
        return window.save(run);
    }

    void saveCells(Consumer<StepCell> target) {
        open.forEach((step, cells) -> cells.save(run, step).forEach(target));
    }

    private WriterLog writer(int number) {
        return writers.computeIfAbsent(number, none -> new WriterLog(plan.live()));
    }

    private StepCells cells(long step) {
        return open.computeIfAbsent(step, none -> new StepCells(plan.numbers()));
    }

    void add(RolloutScore score) {
        RolloutIdentity identity = score.identity();
        expected = Math.max(expected, identity.writers());
        WriterLog log = writer(identity.writer());
        if (identity.sequence() < 0) {
            log.attempt(identity.attempt());
            apply(score);
            imply(log, identity);
        } else if (log.offer(score)) {
            drain(log);
        } else if (score.close() == null) {
            ledger.accept(LedgerLine.DUPLICATE, 1);
        }
        closeSteps();
    }

    private void drain(WriterLog log) {
        for (RolloutScore next = log.poll(); next != null; next = log.poll()) {
            apply(next);
        }
    }

    private void imply(WriterLog log, RolloutIdentity identity) {
        if (plan.live() && greatest >= IMPLIED_BEHIND) {
            log.attempt(identity.attempt()).close(greatest - IMPLIED_BEHIND, false);
        }
    }

    private void apply(RolloutScore score) {
        RolloutIdentity identity = score.identity();
        WriterLog log = writer(identity.writer());
        AttemptLog attempt = log.attempt(identity.attempt());
        if (score.close() != null) {
            attempt.close(score.step(), score.close().last());
            if (score.step() > emitted
                    && score.close().rollouts() > 0
                    && !log.isRepeated(identity.attempt(), score.step())) {
                StepCells cells = cells(score.step());
                long rollouts = score.close().rollouts();
                cells.announce(identity.writer(), identity.attempt(), rollouts);
            }
        } else if (log.isRepeated(identity.attempt(), score.step())) {
            ledger.accept(LedgerLine.EXPIRED, 1);
        } else if (score.step() <= attempt.closed() || score.step() <= emitted) {
            ledger.accept(LedgerLine.LATE, 1);
        } else {
            cells(score.step()).add(score);
            greatest = Math.max(greatest, score.step());
        }
    }

    private long passed() {
        if (writers.size() < expected) {
            return -1;
        }
        long passed = Long.MAX_VALUE;
        for (WriterLog log : writers.values()) {
            passed = Math.min(passed, log.passed());
        }
        return passed;
    }

    private void closeSteps() {
        long passed = passed();
        while (!open.isEmpty() && open.firstKey() <= passed) {
            emit(open.firstKey(), true);
        }
    }

    /** Emits all that is open, at the end of the input: no writer goes on. */
    void end() {
        for (WriterLog log : writers.values()) {
            drain(log);
            while (log.skip()) {
                drain(log);
            }
        }
        closeSteps();
        while (!open.isEmpty()) {
            emit(open.firstKey(), false);
        }
        window.closeBefore(Long.MAX_VALUE, run).forEach(output);
    }

    private void emit(long step, boolean complete) {
        window.closeBefore(step, run).forEach(output);
        Map<String[], RolloutTally> fields = new TreeMap<>(Arrays::compare);
        long announced = 0;
        long counted = 0;
        for (var part : open.remove(step).parts().entrySet()) {
            int attempt = writers.get(part.getKey().writer()).counting(step);
            long rollouts = part.getValue().rollouts();
            if (part.getKey().attempt() != attempt) {
                ledger.accept(LedgerLine.EXPIRED, rollouts);
                continue;
            }
            counted += rollouts;
            announced += Math.max(rollouts, part.getValue().announced());
            part.getValue()
                    .settled()
                    .forEach((key, tally) -> tally(fields, key).merge(tally.totals()));
        }
        ledger.accept(LedgerLine.SCORED, counted);
        emitted = step;
        if (counted > 0) {
            emit(step, complete, groups.of(fields), announced - counted);
        }
    }

    private RolloutTally tally(Map<String[], RolloutTally> fields, String[] key) {
        return fields.computeIfAbsent(key, none -> new RolloutTally(plan.numbers()));
    }

    private void emit(
            long step, boolean complete, Map<Labels, RolloutTally> tallies, long missing) {
        tallies.forEach(
                (labels, tally) -> {
                    StepNumbers numbers = StepNumbers.of(plan.numbers(), tally.totals());
                    Map<String, Double> extra = new HashMap<>();
                    if (labels.names().length == 0) {
                        extra.put("completions_missing", (double) missing);
                        extra.put(
                                "frontier/below",
                                frontier.add(
                                        numbers.value("sqrt_kl"), numbers.value("reward/mean")));
                    }
                    output.accept(numbers.score(run, labels, step, step, complete, extra));
                });
        window.add(step, tallies, complete);
        window.closeBefore(step + 1, run).forEach(output);
    }
}
