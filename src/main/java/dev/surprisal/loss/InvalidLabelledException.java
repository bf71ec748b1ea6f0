package dev.surprisal.loss;

/**
 * A line of a labelled stream that cannot be used: what was seen, what was expected and where. The
 * line itself is never quoted beyond the name of a field.
 */
public final class InvalidLabelledException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long offset;

    InvalidLabelledException(long offset, String reason) {
        // Bad data is an ordinary outcome: nobody reads these traces.
        super(reason, null, false, false);
        this.offset = offset;
    }

    /** Bytes from the line's start to the fault; −1 where it has no place. */
    public long offset() {
        return offset;
    }
}
