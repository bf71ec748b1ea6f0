package dev.surprisal.event;

/**
 * Exact sums over whole documents of one key in one piece of event time, as windows are made of.
 *
 * @param labels values of the fields that results are grouped by
 * @param startMillis begin of the piece
 * @param endMillis its end, exclusive
 * @param document name of the only document, where windows are by tokens; else null
 * @param documents how many closed in it
 * @param incomplete of them, how many were not whole
 * @param late completions that came too late while the piece was filled
 * @param revisions of the models, ascending, at most eight
 * @param format of its documents
 * @param provenance what it is of; null without documents
 * @param totals sums; null without documents
 */
public record PaneScore(
        String[] labels,
        long startMillis,
        long endMillis,
        String document,
        long documents,
        long incomplete,
        long late,
        String[] revisions,
        SourceFormat format,
        Provenance provenance,
        Totals totals) {}
