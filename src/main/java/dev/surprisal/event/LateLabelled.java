package dev.surprisal.event;

/**
 * Labelled lines that came too late for their window: one line behind the lateness of its
 * partition, or several that were added up before it showed that their window had closed.
 *
 * @param labels the key
 * @param startMillis begin of the window that they would count in
 * @param endMillis its end, exclusive
 * @param source partition of a single line; null for several
 * @param offset of a single line in it
 * @param timeMillis event time of a single line
 * @param clockMillis greatest event time of the partition when it came; of several, of the last
 * @param lines how many
 */
public record LateLabelled(
        Labels labels,
        long startMillis,
        long endMillis,
        String source,
        long offset,
        long timeMillis,
        long clockMillis,
        long lines) {}
