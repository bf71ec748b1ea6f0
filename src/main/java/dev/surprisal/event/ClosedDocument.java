package dev.surprisal.event;

/**
 * One closed document of a flow without an end: sums, and no figures yet.
 *
 * @param document its name
 * @param labels values of the fields that results are grouped by
 * @param revision of the model; "" if none is known
 * @param eventTimeMillis of its earliest piece
 * @param closeMillis event time at which it closed: it counts in the window of this time
 * @param complete whether every entry arrived and the server said that it had finished
 * @param format the shape its payload had
 * @param provenance what it is of
 * @param totals sums over its tokens
 */
public record ClosedDocument(
        String document,
        String[] labels,
        String revision,
        long eventTimeMillis,
        long closeMillis,
        boolean complete,
        SourceFormat format,
        Provenance provenance,
        Totals totals) {}
