package dev.surprisal.aggregate;

import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.Labels;
import dev.surprisal.event.PaneScore;
import dev.surprisal.event.Provenance;
import dev.surprisal.event.SourceFormat;
import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeSet;

/** A pane that grows. Adding and merging are exact: any order and any tree give the same bits. */
final class PaneAccumulator {

    private static final int REVISIONS_MAX = 8;

    private final String[] labels;
    private long start;
    private long end;
    private final String document;
    private long documents;
    private long incomplete;
    private long late;
    private final TreeSet<String> revisions = new TreeSet<>();
    private SourceFormat format;
    private Provenance provenance;
    private ScoreAccumulator sums;

    PaneAccumulator(String[] labels, long start, long end, String document) {
        this.labels = labels;
        this.start = start;
        this.end = end;
        this.document = document;
    }

    static PaneAccumulator of(PaneScore pane) {
        return of(pane, pane.labels());
    }

    /** The same sums as those of another key. */
    static PaneAccumulator of(PaneScore pane, String[] labels) {
        PaneAccumulator accumulator =
                new PaneAccumulator(labels, pane.startMillis(), pane.endMillis(), pane.document());
        accumulator.merge(pane);
        return accumulator;
    }

    void add(ClosedDocument closed) {
        if (closed.totals() == null) {
            late++;
            return;
        }
        documents++;
        incomplete += closed.complete() ? 0 : 1;
        addRevision(closed.revision());
        enter(closed.format(), closed.provenance());
        sums.merge(closed.totals());
    }

    void addLate(long count) {
        late += count;
    }

    void merge(PaneScore other) {
        start = Math.min(start, other.startMillis());
        end = Math.max(end, other.endMillis());
        documents += other.documents();
        incomplete += other.incomplete();
        late += other.late();
        for (String revision : other.revisions()) {
            addRevision(revision);
        }
        if (other.totals() != null) {
            enter(other.format(), other.provenance());
            sums.merge(other.totals());
        }
    }

    /** The first ones in order are kept: which they are does not depend on who came first. */
    private void addRevision(String revision) {
        if (!revision.isEmpty() && revisions.add(revision) && revisions.size() > REVISIONS_MAX) {
            revisions.pollLast();
        }
    }

    private void enter(SourceFormat added, Provenance from) {
        sums = sums == null ? ScoreAccumulator.bounded() : sums;
        // The first in order of their declaration, whichever came first.
        format = format == null || added.compareTo(format) < 0 ? added : format;
        provenance = Provenances.merge(provenance, from);
    }

    PaneScore score() {
        return new PaneScore(
                labels,
                start,
                end,
                document,
                documents,
                incomplete,
                late,
                revisions.toArray(String[]::new),
                format,
                provenance,
                sums == null ? null : sums.totals());
    }

    /** The key of some labels; no value holds the separator, or two keys could be one. */
    static String key(String[] labels) {
        StringBuilder key = new StringBuilder();
        for (String label : labels) {
            key.append(label.length()).append(':').append(label);
        }
        return key.toString();
    }

    /** Labels of the keys beyond the greatest number. */
    static String[] other(int length) {
        String[] labels = new String[length];
        Arrays.fill(labels, Labels.OTHER);
        return labels;
    }

    static final Comparator<PaneScore> IN_TIME =
            Comparator.comparingLong(PaneScore::endMillis)
                    .thenComparing(pane -> pane.document() == null ? "" : pane.document())
                    .thenComparing(pane -> key(pane.labels()));
}
