package dev.surprisal.ingest;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Delivery;
import dev.surprisal.event.EventTimeOrigin;

/**
 * Which event time a completion has: the payload's own; the topic's where there is none, or where
 * the payload's is further ahead of it than clocks differ; else its partition's.
 */
final class PayloadTimes {

    /** Clocks of two machines differ by less; a wrong time zone is at least as much. */
    static final long CLOCKS_MILLIS = 15 * 60_000L;

    private PayloadTimes() {}

    static EventTimeOrigin origin(Completion completion, Delivery delivery) {
        long own = completion.eventTimeMillis();
        long record = delivery == null ? 0 : delivery.timeMillis();
        boolean known = completion.eventTimeOrigin() != EventTimeOrigin.NONE;
        if (record > 0 && (!known || own > record + CLOCKS_MILLIS)) {
            return EventTimeOrigin.RECORD;
        }
        return known ? completion.eventTimeOrigin() : EventTimeOrigin.PARTITION;
    }

    /** The time of that origin; 0 for a partition that has none yet. */
    static long time(
            EventTimeOrigin origin, Completion completion, Delivery delivery, EventClock clock) {
        return switch (origin) {
            case RECORD -> delivery.timeMillis();
            case PARTITION -> Math.max(0, clock.greatest());
            default -> completion.eventTimeMillis();
        };
    }

    /**
     * Whether the topic's timestamp agrees with a time that it is not the source of. Alone it is
     * one witness as any: a producer whose clock is wrong, or a topic that was filled long after
     * its responses, must not make those behind it late.
     */
    static boolean vouched(EventTimeOrigin origin, long time, Delivery delivery) {
        return origin != EventTimeOrigin.RECORD
                && delivery != null
                && delivery.timeMillis() > 0
                && Math.abs(time - delivery.timeMillis()) <= EventClock.JUMP_MILLIS;
    }
}
