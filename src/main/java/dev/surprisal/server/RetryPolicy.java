package dev.surprisal.server;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long a request may take and how often it is sent.
 *
 * @param timeout from sending to the answer's last byte
 * @param attempts at most; 1 for no retry
 * @param backoffFirst wait before the second attempt; doubles with every further one
 * @param backoffMax longest wait, whatever the server's Retry-After says
 */
public record RetryPolicy(
        Duration timeout, int attempts, Duration backoffFirst, Duration backoffMax)
        implements Serializable {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value and what is allowed
     */
    public RetryPolicy {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is " + timeout + ", expected above 0");
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is " + attempts + ", expected 1 or more");
        }
        if (backoffFirst.isNegative() || backoffMax.compareTo(backoffFirst) < 0) {
            throw new IllegalArgumentException(
                    "backoff is %s to %s, expected 0 or more, and growing"
                            .formatted(backoffFirst, backoffMax));
        }
    }

    /** Two minutes, six attempts, a quarter of a second to half a minute. */
    public static RetryPolicy standard() {
        return new RetryPolicy(
                Duration.ofMinutes(2), 6, Duration.ofMillis(250), Duration.ofSeconds(30));
    }

    /**
     * Wait after failure number {@code failures} (from 1), in ms: the backoff with a jitter of -50
     * to 0 %, so that requests that failed together do not come back together. The jitter is a hash
     * of {@code seed} and the number, so that a run can be repeated.
     *
     * @param retryAfterMillis what the server asked for; 0 if nothing
     */
    long delayMillis(int failures, long retryAfterMillis, long seed) {
        int doublings = Math.min(failures - 1, 30);
        long full = Math.min(backoffMax.toMillis(), backoffFirst.toMillis() << doublings);
        long mixed = (seed + failures) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        long jittered = full - (full / 2) * ((mixed >>> 33) & 0x3FF) / 0x400;
        return Math.min(backoffMax.toMillis(), Math.max(jittered, retryAfterMillis));
    }
}
