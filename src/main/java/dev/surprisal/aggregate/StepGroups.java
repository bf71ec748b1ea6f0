package dev.surprisal.aggregate;

import dev.surprisal.event.Labels;
import dev.surprisal.event.RolloutTotals;
import dev.surprisal.event.StepRun;
import dev.surprisal.policy.RolloutTally;
import dev.surprisal.policy.StepSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The groups of a step: all completions, then those of each kind that the job groups by, in order
 * of their names. How many groups of a kind a run has is bounded: those that come first, in order
 * of step and name, have lines of their own, and the rest is {@code other}. Weight versions, of
 * which there is no end, are bounded by step instead.
 */
final class StepGroups {

    private static final int WEIGHT_VERSION = StepSpec.FIELDS.indexOf("weight_version");

    /** Without fields first, then by the names and values of the fields. */
    static final Comparator<Labels> ORDER =
            Comparator.comparingInt((Labels labels) -> labels.names().length == 0 ? 0 : 1)
                    .thenComparing(labels -> String.join("+", labels.names()))
                    .thenComparing(Labels::text);

    private final StepPlan plan;
    private final List<int[]> kinds = new ArrayList<>();
    private final Set<String> admitted = new TreeSet<>();

    StepGroups(StepPlan plan) {
        this.plan = plan;
        for (String kind : plan.by()) {
            String[] fields = kind.split("\\+");
            int[] indexes = new int[fields.length];
            for (int i = 0; i < fields.length; i++) {
                indexes[i] = StepSpec.FIELDS.indexOf(fields[i]);
            }
            kinds.add(indexes);
        }
    }

    void restore(StepRun run) {
        admitted.addAll(List.of(run.admitted()));
    }

    String[] admitted() {
        return admitted.toArray(String[]::new);
    }

    /** Every group of a step, in order. */
    Map<Labels, RolloutTally> of(Map<String[], RolloutTally> tallies) {
        Map<String[], RolloutTotals> fields = new LinkedHashMap<>();
        tallies.forEach((values, tally) -> fields.put(values, tally.totals()));
        Map<Labels, RolloutTally> groups = new TreeMap<>(ORDER);
        Labels all = new Labels(new String[0], new String[0]);
        fields.values().forEach(totals -> add(groups, all, totals));
        for (int[] kind : kinds) {
            Map<Labels, RolloutTally> own = new TreeMap<>(ORDER);
            fields.forEach((values, totals) -> add(own, labels(kind, values), totals));
            int before = groups.size();
            own.forEach((labels, tally) -> admit(groups, kind, labels, tally, before));
        }
        return groups;
    }

    private void add(Map<Labels, RolloutTally> groups, Labels labels, RolloutTotals totals) {
        groups.computeIfAbsent(labels, none -> new RolloutTally(plan.numbers())).merge(totals);
    }

    private static Labels labels(int[] kind, String[] fields) {
        String[] names = new String[kind.length];
        String[] values = new String[kind.length];
        for (int i = 0; i < kind.length; i++) {
            names[i] = StepSpec.FIELDS.get(kind[i]);
            values[i] = fields[kind[i]];
        }
        return new Labels(names, values);
    }

    private void admit(
            Map<Labels, RolloutTally> groups,
            int[] kind,
            Labels labels,
            RolloutTally tally,
            int before) {
        boolean endless = false;
        for (int field : kind) {
            endless |= field == WEIGHT_VERSION;
        }
        boolean own;
        if (endless) {
            own = groups.size() - before < plan.groupsMax();
        } else {
            String name = String.join("+", labels.names()) + "\u0001" + labels.text();
            own = admitted.contains(name) || admitted.size() < plan.groupsMax();
            if (own) {
                admitted.add(name);
            }
        }
        String[] other = PaneAccumulator.other(kind.length);
        add(groups, own ? labels : new Labels(labels.names(), other), tally.totals());
    }
}
