package dev.surprisal.aggregate;

import dev.surprisal.event.RolloutScore;
import java.util.Map;
import java.util.TreeMap;

/**
 * The processes of one writer. A process that took the place of a crashed one repeats steps: of two
 * that closed a step the first counts, and a step that a process left open is the next one's.
 */
final class WriterLog {

    /** A record that is missing is given up when so many steps have been closed behind it. */
    private static final long PATIENCE = 16;

    private final TreeMap<Integer, AttemptLog> attempts = new TreeMap<>();

    Map<Integer, AttemptLog> attempts() {
        return attempts;
    }

    AttemptLog attempt(int number) {
        return attempts.computeIfAbsent(number, none -> new AttemptLog());
    }

    /** Takes a record in; false if it has been here. */
    boolean offer(RolloutScore score) {
        AttemptLog attempt = attempt(score.identity().attempt());
        boolean isNew = attempt.offer(score);
        if (isNew && score.close() != null && attempt.isStuck(PATIENCE)) {
            attempt.skip();
        }
        return isNew;
    }

    /** The next record of any process that is in order; null if none is. */
    RolloutScore poll() {
        for (AttemptLog attempt : attempts.values()) {
            RolloutScore score = attempt.poll();
            if (score != null) {
                return score;
            }
        }
        return null;
    }

    /** Gives up a missing record, at the end of the input; false if none is missing. */
    boolean skip() {
        for (AttemptLog attempt : attempts.values()) {
            if (attempt.isWaiting()) {
                attempt.skip();
                return true;
            }
        }
        return false;
    }

    /** The greatest step that it has passed; Long.MAX_VALUE if it has ended. */
    long passed() {
        long passed = -1;
        for (AttemptLog attempt : attempts.values()) {
            passed = Math.max(passed, attempt.closed());
        }
        return attempts.lastEntry().getValue().hasEnded() ? Long.MAX_VALUE : passed;
    }

    /** The process whose roll-outs of a step count; the last one if none has closed it. */
    int counting(long step) {
        for (Map.Entry<Integer, AttemptLog> attempt : attempts.entrySet()) {
            if (attempt.getValue().closed() >= step) {
                return attempt.getKey();
            }
        }
        return attempts.lastKey();
    }

    long missing() {
        return attempts.values().stream().mapToLong(AttemptLog::missing).sum();
    }
}
