package dev.surprisal.payload;

/**
 * Epoch times of servers, whatever their unit.
 *
 * <p>The unit follows from the magnitude: the ranges below cannot overlap for times from 1973 to
 * 2100. What lies outside is no time (0, negative, ids, durations) and gives 0, because a time
 * taken from the clock would make results depend on when they were computed.
 */
final class EventTimes {
    /** 2100-01-01: an event time beyond it would push watermarks past everything that follows. */
    static final long MILLIS_MAX = 4_102_444_800_000L;

    /** 1973-03-03 as seconds. */
    private static final double SECONDS_MIN = 1e8;

    static final double MILLIS_MIN = 1e11;

    /** More than any number or time takes that means something. */
    private static final int PRINTED_LENGTH_MAX = 64;

    private static final double MICROS_MIN = 1e14;
    private static final double NANOS_MIN = 1e17;

    private EventTimes() {}

    /** Epoch milliseconds of a time in s, ms, µs or ns; 0 if it is none. */
    static long millis(double time) {
        if (Double.isNaN(time) || time < SECONDS_MIN) {
            return 0;
        }
        double millis = time * 1e3;
        if (time >= NANOS_MIN) {
            millis = time / 1e6;
        } else if (time >= MICROS_MIN) {
            millis = time / 1e3;
        } else if (time >= MILLIS_MIN) {
            millis = time;
        }
        return millis <= MILLIS_MAX ? Math.round(millis) : 0;
    }

    /** Epoch milliseconds of a printed number or an RFC 3339 time; 0 if it is neither. */
    static long millis(String time) {
        if (time.length() > PRINTED_LENGTH_MAX) {
            return 0;
        }
        if (time.indexOf('T') > 0 || time.indexOf('t') > 0) {
            return Rfc3339.millis(time);
        }
        try {
            return millis(Double.parseDouble(time));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
