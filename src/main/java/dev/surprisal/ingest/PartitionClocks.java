package dev.surprisal.ingest;

import dev.surprisal.event.PartitionClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The clocks of the partitions that one reader has, and the watermark that follows: the least of
 * them, less the allowed lateness. A record that is not late in its own partition is therefore
 * never behind the watermark, whatever the other partitions do, as long as none of them is idle.
 */
final class PartitionClocks {

    /** Stands in state for all that have been read to their end; no partition is called so. */
    private static final String ENDED = "";

    private final long latenessMillis;
    private final Map<String, EventClock> open = new HashMap<>();

    /** From before a restart, until it shows who reads them now. */
    private final Map<String, PartitionClock> saved = new HashMap<>();

    /** Greatest event time of partitions that have been read to their end. */
    private long endedAt = Long.MIN_VALUE;

    private boolean noMore;
    private boolean waitedForAny;
    private String lastPartition;
    private EventClock lastClock;

    PartitionClocks(long latenessMillis) {
        this.latenessMillis = latenessMillis;
    }

    /** Takes in what any reader saved, which may be an old copy of another one's. */
    void restore(PartitionClock clock) {
        if (clock.partition().equals(ENDED)) {
            endedAt = Math.max(endedAt, clock.greatestMillis());
            return;
        }
        saved.merge(clock.partition(), clock, (a, b) -> a.judged() >= b.judged() ? a : b);
    }

    List<PartitionClock> save() {
        Map<String, PartitionClock> all = new HashMap<>(saved);
        open.forEach((partition, clock) -> all.put(partition, clock.save(partition)));
        all.put(ENDED, new PartitionClock(ENDED, endedAt, true, 0, 0, 0));
        return new ArrayList<>(all.values());
    }

    void began(String partition) {
        open.computeIfAbsent(partition, this::resume);
    }

    void ended(String partition) {
        EventClock clock = open.remove(partition);
        if (clock != null && clock.confirmed()) {
            endedAt = Math.max(endedAt, clock.greatest());
        }
        lastPartition = null;
    }

    void noMore() {
        noMore = true;
    }

    /** The clock of a partition, which begins with it where nobody announced it. */
    EventClock of(String partition) {
        if (!partition.equals(lastPartition)) {
            lastClock = open.computeIfAbsent(partition, this::resume);
            lastPartition = partition;
        }
        return lastClock;
    }

    private EventClock resume(String partition) {
        PartitionClock before = saved.remove(partition);
        return before == null ? new EventClock() : new EventClock(before);
    }

    EventClock.Verdict judge(EventClock clock, long time, boolean vouched) {
        return clock.judge(time, latenessMillis, vouched);
    }

    /** Called from time to time: who was not read since then is not waited for. */
    void tick() {
        waitedForAny = true;
        open.values().forEach(EventClock::tick);
    }

    /** Whether nothing is being read, so that other readers need not wait for this one. */
    boolean idle() {
        if (open.isEmpty()) {
            return noMore || waitedForAny;
        }
        return open.values().stream().allMatch(EventClock::idle);
    }

    /** No record that is not late comes at or before this time; MIN_VALUE while nothing is sure. */
    long watermark() {
        long least = Long.MAX_VALUE;
        for (EventClock clock : open.values()) {
            if (clock.idle()) {
                continue;
            }
            if (!clock.confirmed()) {
                return Long.MIN_VALUE;
            }
            least = Math.min(least, clock.greatest());
        }
        return least == Long.MAX_VALUE ? Long.MIN_VALUE : least - latenessMillis - 1;
    }

    /**
     * How far event time has come in the partition that went furthest, as a watermark; MIN_VALUE
     * where no time is confirmed.
     */
    long last() {
        long greatest = endedAt;
        for (EventClock clock : open.values()) {
            if (clock.confirmed()) {
                greatest = Math.max(greatest, clock.greatest());
            }
        }
        return greatest == Long.MIN_VALUE ? greatest : greatest - latenessMillis - 1;
    }
}
