package dev.surprisal.aggregate;

import dev.surprisal.event.GroupScore;
import dev.surprisal.event.GroupState;
import dev.surprisal.event.Totals;
import java.util.Map;
import java.util.TreeMap;

/** Sums per group of documents, without quantiles, so that a group costs a few kilobytes. */
final class GroupAccumulators {

    /** More groups than this are no grouping: the field holds a name of each document. */
    static final int GROUPS_MAX = 10_000;

    private final Map<String, ScoreAccumulator> groups = new TreeMap<>();
    private final Map<String, Long> documents = new TreeMap<>();

    /**
     * Adds documents of a group.
     *
     * @param name null for documents without a group: they are of none
     * @throws IllegalStateException with more than {@value #GROUPS_MAX} groups
     */
    void add(String name, long count, Totals totals) {
        if (name == null) {
            return;
        }
        groups.computeIfAbsent(name, key -> new ScoreAccumulator()).mergeSums(totals);
        documents.merge(name, count, Long::sum);
        if (groups.size() > GROUPS_MAX) {
            throw new IllegalStateException(
                    "group_by: more than " + GROUPS_MAX + " distinct values; name another field");
        }
    }

    GroupState[] state() {
        return groups.entrySet().stream()
                .map(
                        group ->
                                new GroupState(
                                        group.getKey(),
                                        documents.get(group.getKey()),
                                        group.getValue().totals()))
                .toArray(GroupState[]::new);
    }

    GroupScore[] scores(String clusterUnit) {
        return groups.entrySet().stream()
                .map(
                        group ->
                                new GroupScore(
                                        group.getKey(),
                                        documents.get(group.getKey()),
                                        FigureCalculator.figures(
                                                group.getValue().totals(), clusterUnit)))
                .toArray(GroupScore[]::new);
    }
}
