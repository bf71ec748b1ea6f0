package dev.surprisal.aggregate;

import dev.surprisal.event.RolloutScore;
import dev.surprisal.event.StepWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The processes of one writer. A process that took the place of a crashed one repeats steps: of two
 * that closed a step the first counts, and a step that a process left open is the next one's.
 */
final class WriterLog {

    /** A record that is missing is given up when what waits for it goes over so many steps. */
    private static final long PATIENCE = 16;

    private final boolean live;
    private final TreeMap<Integer, AttemptLog> attempts = new TreeMap<>();

    /**
     * Without records.
     *
     * @param live whether there is no end at which a missing record would be given up
     */
    WriterLog(boolean live) {
        this.live = live;
    }

    /** Takes in what {@link #save} gave, before records that wait. */
    void restore(StepWriter saved) {
        attempts.put(saved.attempt(), new AttemptLog(saved.next(), saved.closed(), saved.ended()));
    }

    /** How far each process was read, and the records that are ahead of a missing one. */
    void save(String run, int writer, List<StepWriter> writers, Consumer<RolloutScore> waiting) {
        attempts.forEach(
                (number, attempt) -> {
                    writers.add(
                            new StepWriter(
                                    run,
                                    writer,
                                    number,
                                    attempt.next(),
                                    attempt.closed(),
                                    attempt.hasEnded()));
                    attempt.waiting().forEach(waiting);
                });
    }

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
        if (live && isNew && score.close() != null && attempt.isStuck(PATIENCE)) {
            attempt.skip();
        }
        return isNew;
    }

    /** The next record of any process that is in order; null if none is. */
    RolloutScore poll() {
        for (Map.Entry<Integer, AttemptLog> attempt : attempts.entrySet()) {
            RolloutScore score = attempt.getValue().poll(attempts.get(attempt.getKey() - 1));
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

    /** Whether a process before this one closed a step. */
    boolean isRepeated(int attempt, long step) {
        for (AttemptLog before : attempts.headMap(attempt, false).values()) {
            if (before.closed() >= step) {
                return true;
            }
        }
        return false;
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
}
