package dev.surprisal.aggregate;

import dev.surprisal.event.RolloutIdentity;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.RolloutScore;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.StepClose;
import dev.surprisal.event.StepWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How far the writers of a stream came: the step that all of them have passed, as their records say
 * in the order of their numbers. What ended is not waited for; when all have ended, it is the
 * greatest step that any of them closed.
 */
final class RolloutJoinWriters {

    private final TreeMap<String, TreeMap<Integer, WriterLog>> runs = new TreeMap<>();
    private final boolean live;
    private final TreeMap<String, Integer> expected = new TreeMap<>();

    RolloutJoinWriters(boolean live) {
        this.live = live;
    }

    /** Notes that a record came; of roll-outs only their numbers are kept, while one is missing. */
    void take(RolloutRecord record) {
        RolloutIdentity identity = record.identity();
        expect(name(identity), identity.writers());
        WriterLog log = writer(name(identity), identity.writer());
        boolean mark = record.close() != null;
        RolloutScore stub =
                new RolloutScore(
                        identity,
                        SourceFormat.NATIVE,
                        null,
                        record.fromSequence(),
                        record.recordsBefore(),
                        mark ? record.close().step() : record.rollout().step(),
                        null,
                        null,
                        null,
                        record.close());
        if (identity.sequence() < 0) {
            log.attempt(identity.attempt());
            apply(log, stub);
        } else if (log.offer(stub)) {
            for (RolloutScore next = log.poll(); next != null; next = log.poll()) {
                apply(log, next);
            }
        }
    }

    private static void apply(WriterLog log, RolloutScore record) {
        StepClose close = record.close();
        if (close != null) {
            log.attempt(record.identity().attempt()).close(close.step(), close.last());
        }
    }

    private WriterLog writer(String run, int number) {
        return runs.computeIfAbsent(run, none -> new TreeMap<>())
                .computeIfAbsent(number, none -> new WriterLog(live));
    }

    private static String name(RolloutIdentity identity) {
        return identity.run() == null ? "" : identity.run();
    }

    /** How many writers a run has, at least. */
    void expect(String run, int writers) {
        expected.merge(run, writers, Math::max);
    }

    Map<String, Integer> expected() {
        return expected;
    }

    void restore(StepWriter saved) {
        writer(saved.run(), saved.writer()).restore(saved);
    }

    /** After all writers. */
    void restore(RolloutScore waiting) {
        RolloutIdentity identity = waiting.identity();
        writer(name(identity), identity.writer()).attempt(identity.attempt()).offer(waiting);
    }

    void save(List<StepWriter> writers, Consumer<RolloutScore> waiting) {
        runs.forEach(
                (run, logs) ->
                        logs.forEach((writer, log) -> log.save(run, writer, writers, waiting)));
    }

    /**
     * The step that all have passed, -1 for none; {@link Long#MIN_VALUE} while not every writer was
     * seen.
     */
    long passed() {
        long least = Long.MAX_VALUE;
        long greatest = -1;
        for (Map.Entry<String, TreeMap<Integer, WriterLog>> run : runs.entrySet()) {
            if (run.getValue().size() < expected.get(run.getKey())) {
                return Long.MIN_VALUE;
            }
            for (WriterLog log : run.getValue().values()) {
                least = Math.min(least, log.passed());
                for (AttemptLog attempt : log.attempts().values()) {
                    greatest = Math.max(greatest, attempt.closed());
                }
            }
        }
        return least == Long.MAX_VALUE ? greatest : least;
    }
}
