package dev.surprisal.event;

/**
 * One closed window of a key: whole documents, in order of event time and name.
 *
 * @param key what the window is of: the model
 * @param index of the window within its key, from 0
 * @param windowStartMillis event time of its first document
 * @param windowEndMillis event time of its last document
 * @param firstDocument name of its first document
 * @param lastDocument name of its last document
 * @param documents how many
 * @param complete false for the last window of a bounded job when it has fewer tokens than asked
 * @param late documents that came after their window had closed, since the last window
 * @param provenance what it is of
 * @param totals sums over its tokens
 * @param figures what follows from them
 */
public record WindowScore(
        String key,
        long index,
        long windowStartMillis,
        long windowEndMillis,
        String firstDocument,
        String lastDocument,
        long documents,
        boolean complete,
        long late,
        Provenance provenance,
        Totals totals,
        Figures figures) {}
