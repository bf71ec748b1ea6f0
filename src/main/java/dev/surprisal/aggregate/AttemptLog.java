package dev.surprisal.aggregate;

import dev.surprisal.event.RolloutScore;
import java.util.Map;
import java.util.TreeMap;

/**
 * The records of one process of a writer, brought into the order in which it wrote them, whichever
 * files and readers they came through.
 */
final class AttemptLog {

    private final TreeMap<Long, RolloutScore> waiting = new TreeMap<>();
    private long next;
    private long closed = -1;
    private boolean ended;
    private long missing;

    /** Empty, and waiting for record 0. */
    AttemptLog() {}

    /** As it was saved, without the records that wait. */
    AttemptLog(long next, long closed, boolean ended, long missing) {
        this.next = next;
        this.closed = closed;
        this.ended = ended;
        this.missing = missing;
    }

    /** Takes a record in; false if it has been here. */
    boolean offer(RolloutScore score) {
        long sequence = score.identity().sequence();
        return sequence >= next && waiting.putIfAbsent(sequence, score) == null;
    }

    /** The next record in order; null while it is missing. */
    RolloutScore poll() {
        Map.Entry<Long, RolloutScore> first = waiting.firstEntry();
        if (first == null || first.getValue().fromSequence() > next) {
            return null;
        }
        waiting.pollFirstEntry();
        missing += first.getKey() - next;
        next = first.getKey() + 1;
        return first.getValue();
    }

    /** Gives up what is missing before the first record that waits. */
    void skip() {
        if (!waiting.isEmpty()) {
            long first = waiting.firstKey();
            missing += first - next;
            next = first;
            RolloutScore score = waiting.get(first);
            waiting.put(first, StepRecords.from(score, first));
        }
    }

    /** Whether what waits goes over this many steps: then what is missing does not come. */
    boolean isStuck(long steps) {
        return !waiting.isEmpty()
                && waiting.lastEntry().getValue().step() - waiting.firstEntry().getValue().step()
                        >= steps;
    }

    void close(long step, boolean last) {
        closed = Math.max(closed, step);
        ended |= last;
    }

    /** Number of the next record. */
    long next() {
        return next;
    }

    /** The greatest step that it closed; -1 if none. */
    long closed() {
        return closed;
    }

    /** Whether it said that it has passed every step. */
    boolean hasEnded() {
        return ended;
    }

    /** Numbers that no record came for. */
    long missing() {
        return missing;
    }

    /** Records that are ahead of a missing one. */
    Iterable<RolloutScore> waiting() {
        return waiting.values();
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }
}
