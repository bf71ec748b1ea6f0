package dev.surprisal.job;

/** Bytes a second of a job between the first report after its warm-up and the last one. */
final class SteadyRate {

    private static final long WARM_UP_NANOS = 5_000_000_000L;

    private long firstSeen;
    private long from;
    private long fromBytes;
    private long to;
    private long toBytes;

    /** Takes a report: bytes taken in so far. Repeats of an old figure say nothing. */
    void bytes(long total) {
        long now = System.nanoTime();
        if (total == 0 || total == toBytes) {
            return;
        }
        if (firstSeen == 0) {
            firstSeen = now;
        }
        if (from == 0 && now - firstSeen > WARM_UP_NANOS) {
            from = now;
            fromBytes = total;
        }
        to = now;
        toBytes = total;
    }

    /** NaN when the job was too short for two reports after its warm-up. */
    double perSecond() {
        return (toBytes - fromBytes) / ((to - from) / 1e9);
    }
}
