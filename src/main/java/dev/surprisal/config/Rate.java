package dev.surprisal.config;

import java.time.Duration;

/**
 * So many in a time: {@code 1/90d}.
 *
 * @param count at least 1
 * @param per above 0
 */
public record Rate(long count, Duration per) {

    /** How many in a millisecond. */
    public double perMilli() {
        return (double) count / per.toMillis();
    }
}
