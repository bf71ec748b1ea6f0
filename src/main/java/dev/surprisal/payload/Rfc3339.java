package dev.surprisal.payload;

import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** Times printed as {@code 2026-08-21T11:38:48.4578211Z}, in any offset. */
final class Rfc3339 {
    /** A time with nanoseconds and an offset has 35 characters; what is longer is none. */
    private static final int LENGTH_MAX = 40;

    private Rfc3339() {}

    /** Epoch milliseconds; 0 if it is no time, has no offset, or lies before 1973 or after 2100. */
    static long millis(String time) {
        if (time.length() > LENGTH_MAX) {
            return 0;
        }
        try {
            long millis = OffsetDateTime.parse(time).toInstant().toEpochMilli();
            return millis >= EventTimes.MILLIS_MIN && millis <= EventTimes.MILLIS_MAX ? millis : 0;
        } catch (DateTimeException | ArithmeticException e) {
            return 0;
        }
    }
}
