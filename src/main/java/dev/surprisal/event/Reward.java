package dev.surprisal.event;

/**
 * A reward of a completion.
 *
 * @param value NaN where the status is not OK
 * @param status OK; NULL where none was given; NON_FINITE for NaN and ±∞
 */
public record Reward(double value, TokenStatus status) {
    /** None was given. */
    public static final Reward NONE = new Reward(Double.NaN, TokenStatus.NULL);

    /** NaN and ±∞ are no rewards. */
    public static Reward of(double value) {
        boolean finite = Double.isFinite(value);
        return finite
                ? new Reward(value, TokenStatus.OK)
                : new Reward(Double.NaN, TokenStatus.NON_FINITE);
    }
}
