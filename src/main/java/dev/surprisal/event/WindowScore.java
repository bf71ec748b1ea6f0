package dev.surprisal.event;

/**
 * One closed window of a key: whole documents, in order of event time and name.
 *
 * @param key what the window is of: the model, or {@link Labels#text()}
 * @param labels the same in parts; null in a bounded job
 * @param index of the window within its key, from 0; of a window in time, its place since 1970
 * @param windowStartMillis begin of the window; of a window by tokens, event time of its first
 *     document
 * @param windowEndMillis end of the window, exclusive; of a window by tokens, event time of its
 *     last document
 * @param firstDocument name of its first document; null of a window in time
 * @param lastDocument name of its last document; null of a window in time
 * @param documents how many
 * @param complete false for the last window of a bounded job when it has fewer tokens than asked
 * @param late documents that came after their window had closed, since the last window
 * @param revisions of the models, ascending, at most eight; empty if none is known
 * @param provenance what it is of
 * @param totals sums over its tokens
 * @param figures what follows from them
 * @param observation what the detectors read; null in a bounded job
 * @param drift against the baseline; null without one, or while it is being gathered
 */
public record WindowScore(
        String key,
        Labels labels,
        long index,
        long windowStartMillis,
        long windowEndMillis,
        String firstDocument,
        String lastDocument,
        long documents,
        boolean complete,
        long late,
        String[] revisions,
        Provenance provenance,
        Totals totals,
        Figures figures,
        Observation observation,
        Drift drift) {

    /** The same, compared with a baseline. */
    public WindowScore with(Drift compared) {
        return new WindowScore(
                key,
                labels,
                index,
                windowStartMillis,
                windowEndMillis,
                firstDocument,
                lastDocument,
                documents,
                complete,
                late,
                revisions,
                provenance,
                totals,
                figures,
                observation,
                compared);
    }
}
