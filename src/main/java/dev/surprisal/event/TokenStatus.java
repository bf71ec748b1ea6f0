package dev.surprisal.event;

/**
 * Whether a position's value is a log-prob, and if not, why not. Only {@link #OK} is ever summed.
 *
 * <p>Positions carry the ordinal as a byte, and results count them by name, so constants are only
 * ever added at the end.
 */
public enum TokenStatus {
    /** A log-prob: finite, at most 0 (up to 1e-4 above counts as rounding and is clamped to 0). */
    OK,
    /** The null that every server puts at the first scored position: nothing came before it. */
    NULL_FIRST,
    /** A null elsewhere: the server could not compute or print the value. */
    NULL,
    /** Minus infinity: probability 0. */
    NEG_INF,
    /** A number that stands for "unknown or minus infinity": -9999, the lowest float, and so on. */
    SENTINEL,
    /** NaN or plus infinity. */
    NON_FINITE,
    /** More than 1e-4 above 0: logits or linear probabilities in a log-prob's place. */
    POSITIVE,
    /** Alternatives were reported, the chosen token was not among them. */
    CHOSEN_MISSING,
    /** Outside the mask: not a token of the text. */
    PADDING,
    /** The server did not measure it: a placeholder, or an entry that never arrived. */
    NOT_MEASURED;

    private static final TokenStatus[] VALUES = values();

    /** The status of a code made by {@link #code()}. */
    public static TokenStatus of(byte code) {
        return VALUES[code];
    }

    /** The byte that positions carry. */
    public byte code() {
        return (byte) ordinal();
    }

    /**
     * Whether a token of this status should have been scored: all but the first null and padding.
     */
    public boolean expected() {
        return this != NULL_FIRST && this != PADDING;
    }
}
