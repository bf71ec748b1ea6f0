package dev.surprisal.aggregate;

import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.Figures;
import dev.surprisal.event.GroupState;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.Provenance;
import dev.surprisal.event.Segment;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.SummaryScore;
import dev.surprisal.event.SummaryState;
import dev.surprisal.event.Totals;

/** Adds up a job: documents by segment, and both ledgers. The order of adding does not matter. */
final class SummaryAccumulator {

    private long documents;
    private long incompleteDocuments;
    private long duplicates;
    private long conflicts;
    private SourceFormat format;
    private Provenance provenance;
    private final long[] ledger = new long[LedgerLine.values().length];
    private final ScoreAccumulator[] segments = new ScoreAccumulator[Segment.values().length];
    private final GroupAccumulators groups = new GroupAccumulators();

    void add(DocumentScore document) {
        documents++;
        if (!document.complete()) {
            incompleteDocuments++;
        }
        duplicates += document.duplicates();
        conflicts += document.conflicts();
        addFormat(document.format());
        provenance = Provenances.merge(provenance, document.provenance());
        segment(document.provenance().segment().ordinal()).merge(document.totals());
        groups.add(document.group(), 1, document.totals());
    }

    void add(LedgerEntry entry) {
        ledger[entry.line().ordinal()] += entry.count();
    }

    /** Chunks and documents together are documents, whichever came first. */
    private void addFormat(SourceFormat added) {
        if (format == null || added != SourceFormat.KLD_FILE) {
            format = added;
        }
    }

    private ScoreAccumulator segment(int index) {
        if (segments[index] == null) {
            segments[index] = new ScoreAccumulator();
        }
        return segments[index];
    }

    void merge(SummaryState other) {
        documents += other.documents();
        incompleteDocuments += other.incompleteDocuments();
        duplicates += other.duplicates();
        conflicts += other.conflicts();
        if (other.format() != null) {
            addFormat(other.format());
            provenance = Provenances.merge(provenance, other.provenance());
        }
        for (int i = 0; i < ledger.length; i++) {
            ledger[i] += other.ledger()[i];
        }
        for (int i = 0; i < segments.length; i++) {
            if (other.segments()[i] != null) {
                segment(i).merge(other.segments()[i]);
            }
        }
        for (GroupState group : other.groups()) {
            groups.add(group.name(), group.documents(), group.totals());
        }
    }

    SummaryState state() {
        Totals[] totals = new Totals[segments.length];
        for (int i = 0; i < segments.length; i++) {
            totals[i] = segments[i] == null ? null : segments[i].totals();
        }
        return new SummaryState(
                documents,
                incompleteDocuments,
                duplicates,
                conflicts,
                format,
                provenance,
                ledger.clone(),
                totals,
                groups.state());
    }

    SummaryScore score() {
        String unit = Documents.clusterUnit(format);
        ScoreAccumulator all = new ScoreAccumulator();
        Figures[] figures = new Figures[segments.length];
        for (int i = 0; i < segments.length; i++) {
            if (segments[i] != null) {
                Totals own = segments[i].totals();
                figures[i] = FigureCalculator.figures(own, unit);
                all.merge(own);
            }
        }
        Totals totals = all.totals();
        return new SummaryScore(
                documents,
                incompleteDocuments,
                duplicates,
                conflicts,
                provenance,
                totals.statuses(),
                ledger.clone(),
                figures,
                groups.scores(unit),
                totals.worst(),
                FigureCalculator.figures(totals, unit));
    }
}
