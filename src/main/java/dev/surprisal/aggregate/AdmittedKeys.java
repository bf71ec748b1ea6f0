package dev.surprisal.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.java.tuple.Tuple2;

/**
 * The keys that have results of their own: the first {@code max} that asked; all further ones are
 * one key, {@code other}. A key that has not been seen for a day of event time makes room.
 */
final class AdmittedKeys {

    private static final long FORGET_MILLIS = 24 * 3_600_000L;

    private final int max;
    private final Map<String, Long> seen = new HashMap<>();
    private long lastSweep = Long.MIN_VALUE;

    AdmittedKeys(int max) {
        this.max = max;
    }

    /** Takes back one of {@link #save}. */
    void restore(Tuple2<String, Long> key) {
        seen.put(key.f0, key.f1);
    }

    /** The keys with the times at which they were last seen. */
    List<Tuple2<String, Long>> save() {
        List<Tuple2<String, Long>> keys = new ArrayList<>();
        seen.forEach((key, at) -> keys.add(Tuple2.of(key, at)));
        return keys;
    }

    /**
     * Asks for a place, in order of time.
     *
     * @param atMillis when the key is seen
     * @return the labels, or those of {@code other}
     */
    String[] admit(String[] labels, long atMillis) {
        String[] other = PaneAccumulator.other(labels.length);
        if (Arrays.equals(labels, other)) {
            // A subtask may have put keys together before, or not: it takes no place.
            return other;
        }
        String key = PaneAccumulator.key(labels);
        if (!seen.containsKey(key) && seen.size() >= max) {
            sweep(atMillis);
            if (seen.size() >= max) {
                return other;
            }
        }
        seen.merge(key, atMillis, Math::max);
        return labels;
    }

    /** At most once for each time: the order of what asks, and with it who fits, is fixed. */
    private void sweep(long now) {
        if (now > lastSweep) {
            lastSweep = now;
            seen.values().removeIf(at -> at < now - FORGET_MILLIS);
        }
    }
}
