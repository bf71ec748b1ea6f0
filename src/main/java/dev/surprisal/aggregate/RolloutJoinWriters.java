package dev.surprisal.aggregate;

import dev.surprisal.event.RolloutIdentity;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.StepClose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the writers of a stream came: the step that all of them have passed. A writer that ended
 * is not waited for, unless it starts again with its next attempt; when all have ended, it is the
 * greatest step that any of them closed.
 */
final class RolloutJoinWriters {

    /** A writer that closed nothing yet. */
    private static final long NONE = -1;

    private final Map<String, StepClose> writers = new HashMap<>();

    /** Of each writer, that it was seen, and its latest close. */
    void take(RolloutRecord record) {
        RolloutIdentity identity = record.identity();
        StepClose before = writers.get(name(identity));
        StepClose close = record.close();
        if (before == null) {
            before = new StepClose(null, identity, NONE, 0, false);
        }
        boolean again = identity.attempt() > before.identity().attempt();
        boolean ends = close != null && close.last();
        // An earlier attempt's words may come later, from another file; they close nothing new.
        boolean older = identity.attempt() < before.identity().attempt();
        long step = close == null ? NONE : close.step();
        writers.put(
                name(identity),
                new StepClose(
                        null,
                        older ? before.identity() : identity,
                        Math.max(before.step(), step),
                        0,
                        !again && before.last() || ends && !older));
    }

    /** Put back what {@link #save()} gave. */
    void restore(StepClose writer) {
        writers.put(name(writer.identity()), writer);
    }

    /** One for each writer, in no order. */
    List<StepClose> save() {
        return new ArrayList<>(writers.values());
    }

    /**
     * The step that all have passed, -1 for none; {@link Long#MIN_VALUE} while not every writer was
     * seen.
     */
    long passed() {
        Map<String, Integer> seen = new HashMap<>();
        Map<String, Integer> expected = new HashMap<>();
        long least = Long.MAX_VALUE;
        long greatest = NONE;
        for (StepClose writer : writers.values()) {
            String run = String.valueOf(writer.identity().run());
            seen.merge(run, 1, Integer::sum);
            expected.merge(run, writer.identity().writers(), Math::max);
            greatest = Math.max(greatest, writer.step());
            least = writer.last() ? least : Math.min(least, writer.step());
        }
        for (Map.Entry<String, Integer> run : expected.entrySet()) {
            if (seen.get(run.getKey()) < run.getValue()) {
                return Long.MIN_VALUE;
            }
        }
        return least == Long.MAX_VALUE ? greatest : least;
    }

    private static String name(RolloutIdentity identity) {
        return identity.writer() + " " + identity.run();
    }
}
