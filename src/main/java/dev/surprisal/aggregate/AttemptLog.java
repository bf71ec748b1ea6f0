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

    /** Whether it is no longer waited for what is missing in front of record 0. */
    private boolean impatient;

    /** Empty, and waiting for record 0. */
    AttemptLog() {}

    /** As it was saved, without the records that wait. */
    AttemptLog(long next, long closed, boolean ended) {
        this.next = next;
        this.closed = closed;
        this.ended = ended;
    }

    /** Takes a record in; false if it has been here. */
    boolean offer(RolloutScore score) {
        long sequence = score.identity().sequence();
        return sequence >= next && waiting.putIfAbsent(sequence, score) == null;
    }

    /**
     * The next record in order; null while it is missing, or while records of the process before
     * are.
     *
     * @param before the process before; null if nothing of one came
     */
    RolloutScore poll(AttemptLog before) {
        Map.Entry<Long, RolloutScore> first = waiting.firstEntry();
        if (first == null || first.getValue().fromSequence() > next) {
            return null;
        }
        long known = before == null ? 0 : before.next;
        if (next == 0 && !impatient && first.getValue().recordsBefore() > known) {
            return null;
        }
        waiting.pollFirstEntry();
        next = first.getKey() + 1;
        return first.getValue();
    }

    /** Gives up what is missing before the first record that waits. */
    void skip() {
        if (!waiting.isEmpty()) {
            impatient = true;
            long first = waiting.firstKey();
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

    /** Records that are ahead of a missing one. */
    Iterable<RolloutScore> waiting() {
        return waiting.values();
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }
}
