package dev.surprisal.event;

/**
 * One closed document.
 *
 * @param document its name, unique in the job
 * @param provenance what it is of
 * @param format the shape its payload had
 * @param origin where its first piece stood
 * @param eventTimeMillis of its earliest piece
 * @param eventTimeOrigin where that time came from
 * @param complete whether every entry arrived and the server said that it had finished
 * @param duplicates repeats that were dropped
 * @param conflicts repeats that were not bit-equal to the one that counts
 * @param group value of the field that documents are grouped by, or null
 * @param totals sums over its tokens
 * @param figures what follows from them
 */
public record DocumentScore(
        String document,
        Provenance provenance,
        SourceFormat format,
        Origin origin,
        long eventTimeMillis,
        EventTimeOrigin eventTimeOrigin,
        boolean complete,
        long duplicates,
        long conflicts,
        String group,
        Totals totals,
        Figures figures) {}
