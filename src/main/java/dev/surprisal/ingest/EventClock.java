package dev.surprisal.ingest;

import dev.surprisal.event.PartitionClock;

/**
 * The event time of one partition: the greatest so far, once more than one record vouches for it.
 *
 * <p>A single record with a wrong date must not make everything behind it late. A time that is more
 * than {@link #JUMP_MILLIS} ahead is put aside until {@value #VOUCHERS} records in a row agree; a
 * first time holds the watermark until a second record confirms it, and gives way where the next
 * ones agree on another. Where payload and topic each say a time and the two agree, that is
 * believed at once. All of it follows from the order of the partition, never from when records
 * came.
 */
final class EventClock {

    /** A day: longer than a response takes, shorter than most wrong dates are wrong. */
    static final long JUMP_MILLIS = 86_400_000L;

    static final int VOUCHERS = 3;

    /** What becomes of a record. */
    enum Verdict {
        ON_TIME,
        /** Behind the allowed lateness. */
        LATE,
        /** So far ahead that one record alone is not believed. */
        AHEAD
    }

    private long greatest = Long.MIN_VALUE;
    private boolean confirmed;
    private long candidate;
    private int candidates;
    private long judged;

    /** Read since the last look for idle partitions. */
    private boolean seen = true;

    private boolean idle;

    EventClock() {}

    EventClock(PartitionClock saved) {
        greatest = saved.greatestMillis();
        confirmed = saved.confirmed();
        candidate = saved.candidateMillis();
        candidates = saved.candidates();
        judged = saved.judged();
    }

    /**
     * Judges a record and moves on.
     *
     * @param vouched whether another witness agrees with the time
     */
    Verdict judge(long time, long latenessMillis, boolean vouched) {
        seen = true;
        idle = false;
        judged++;
        boolean known = greatest != Long.MIN_VALUE;
        if (vouched || known && confirmed && time <= greatest + JUMP_MILLIS) {
            candidates = 0;
            confirmed = true;
            return advance(time, latenessMillis);
        }
        if (!known) {
            greatest = time;
            candidate = time;
            candidates = 1;
            return Verdict.ON_TIME;
        }
        return doubt(time, latenessMillis);
    }

    private Verdict doubt(long time, long latenessMillis) {
        if (!confirmed && Math.abs(time - greatest) <= JUMP_MILLIS) {
            confirmed = true;
            candidates = 0;
            return advance(time, latenessMillis);
        }
        boolean agrees = candidates > 0 && Math.abs(time - candidate) <= JUMP_MILLIS;
        candidate = agrees ? Math.max(candidate, time) : time;
        candidates = agrees ? candidates + 1 : 1;
        if (candidates < (confirmed ? VOUCHERS : VOUCHERS - 1)) {
            return confirmed ? Verdict.AHEAD : Verdict.ON_TIME;
        }
        greatest = candidate;
        confirmed = true;
        candidates = 0;
        return Verdict.ON_TIME;
    }

    private Verdict advance(long time, long latenessMillis) {
        greatest = Math.max(greatest, time);
        return time < greatest - latenessMillis ? Verdict.LATE : Verdict.ON_TIME;
    }

    /** Greatest event time; {@link Long#MIN_VALUE} before the first. */
    long greatest() {
        return greatest;
    }

    /** Whether the watermark may follow it. */
    boolean confirmed() {
        return confirmed;
    }

    boolean idle() {
        return idle;
    }

    /** Nothing was read since the last call: the watermark no longer waits. */
    void tick() {
        idle = !seen;
        seen = false;
    }

    PartitionClock save(String partition) {
        return new PartitionClock(partition, greatest, confirmed, candidate, candidates, judged);
    }
}
