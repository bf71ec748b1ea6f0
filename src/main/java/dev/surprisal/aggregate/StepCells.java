package dev.surprisal.aggregate;

import dev.surprisal.event.RolloutScore;
import dev.surprisal.event.RolloutTotals;
import dev.surprisal.event.StepCell;
import dev.surprisal.policy.RolloutTally;
import dev.surprisal.policy.StepSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The completions of an open step: a tally for each process of a writer and each set of fields. */
final class StepCells {

    private static final Comparator<String[]> BY_FIELDS = Arrays::compare;

    /** A process of a writer. */
    record Source(int writer, int attempt) implements Comparable<Source> {
        @Override
        public int compareTo(Source other) {
            int order = Integer.compare(writer, other.writer);
            return order != 0 ? order : Integer.compare(attempt, other.attempt);
        }
    }

    /** What one process wrote of the step. */
    static final class Part {
        private final Map<String[], RolloutTally> tallies = new TreeMap<>(BY_FIELDS);
        private final StepPairs pairs = new StepPairs();
        private long rollouts;

        /** As the writer said; -1 if it has not. */
        private long announced = -1;

        long rollouts() {
            return rollouts;
        }

        long announced() {
            return announced;
        }

        /** The tallies, once nothing more comes: with what came of pairs. */
        Map<String[], RolloutTally> settled() {
            pairs.settle(tallies::get);
            return tallies;
        }
    }

    private final StepSpec spec;
    private final TreeMap<Source, Part> parts = new TreeMap<>();

    StepCells(StepSpec spec) {
        this.spec = spec;
    }

    Map<Source, Part> parts() {
        return parts;
    }

    private Part part(int writer, int attempt) {
        return parts.computeIfAbsent(new Source(writer, attempt), none -> new Part());
    }

    void add(RolloutScore score) {
        Part part = part(score.identity().writer(), score.identity().attempt());
        part.rollouts++;
        add(part, score.fields(), score.totals());
        if (score.half() != null) {
            part.pairs.add(score.half(), score.fields(), part.tallies.get(score.fields()));
        }
    }

    void announce(int writer, int attempt, long rollouts) {
        part(writer, attempt).announced = rollouts;
    }

    private void add(Part part, String[] fields, RolloutTotals totals) {
        part.tallies.computeIfAbsent(fields, none -> new RolloutTally(spec)).merge(totals);
    }

    void restore(StepCell cell) {
        Part part = part(cell.writer(), cell.attempt());
        if (cell.half() != null) {
            part.pairs.restore(cell.fields(), cell.half());
        } else if (cell.fields() == null) {
            part.rollouts = cell.rollouts();
            part.announced = cell.announced();
        } else {
            add(part, cell.fields(), cell.totals());
        }
    }

    /** Of each process a line with its counts, and one for each tally and each half of a pair. */
    List<StepCell> save(String run, long step) {
        List<StepCell> cells = new ArrayList<>();
        parts.forEach((source, part) -> save(run, step, source, part, cells));
        return cells;
    }

    private static void save(
            String run, long step, Source source, Part part, List<StepCell> cells) {
        int writer = source.writer();
        int attempt = source.attempt();
        cells.add(
                new StepCell(
                        run,
                        step,
                        writer,
                        attempt,
                        part.rollouts,
                        part.announced,
                        null,
                        null,
                        null));
        part.tallies.forEach(
                (fields, tally) ->
                        cells.add(
                                new StepCell(
                                        run,
                                        step,
                                        writer,
                                        attempt,
                                        0,
                                        -1,
                                        fields,
                                        tally.totals(),
                                        null)));
        part.pairs.save(
                (fields, half) ->
                        cells.add(
                                new StepCell(
                                        run, step, writer, attempt, 0, -1, fields, null, half)));
    }
}
