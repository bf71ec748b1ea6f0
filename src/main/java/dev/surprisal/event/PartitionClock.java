package dev.surprisal.event;

/**
 * How far the event time of a partition has come. Kept in state, because Flink does not keep
 * watermarks: a job that was restarted would judge lateness anew.
 *
 * @param partition of the source: a topic's, or a file
 * @param greatestMillis greatest event time that counts
 * @param confirmed whether more than one record vouches for it
 * @param candidateMillis greatest of the event times far from it that came last
 * @param candidates how many of those came in a row
 * @param judged records that it has judged: of two copies, the one with more is the newer
 */
public record PartitionClock(
        String partition,
        long greatestMillis,
        boolean confirmed,
        long candidateMillis,
        int candidates,
        long judged) {}
