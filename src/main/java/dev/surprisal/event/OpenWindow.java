package dev.surprisal.event;

/**
 * State of a window that is not full yet.
 *
 * @param index of the window within its key, from 0
 * @param startMillis event time of its first document
 * @param endMillis event time of its last document
 * @param firstDocument name of its first document, or null while it has none
 * @param lastDocument name of its last document
 * @param documents how many
 * @param late documents that came too late since the last window closed
 * @param format of its first document
 * @param provenance what it is of, or null while it has none
 * @param totals sums so far, or null while it has no document
 */
public record OpenWindow(
        long index,
        long startMillis,
        long endMillis,
        String firstDocument,
        String lastDocument,
        long documents,
        long late,
        SourceFormat format,
        Provenance provenance,
        Totals totals) {}
