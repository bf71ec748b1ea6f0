package dev.surprisal.compare;

/** Inputs that must not be compared, or cannot be read; the message says why and what helps. */
public final class RefusedComparisonException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean unreadable;

    private RefusedComparisonException(String message, boolean unreadable) {
        super(message);
        this.unreadable = unreadable;
    }

    static RefusedComparisonException unlike(String message) {
        return new RefusedComparisonException(message, false);
    }

    static RefusedComparisonException unreadable(String message) {
        return new RefusedComparisonException(message, true);
    }

    /** Whether a file is at fault, rather than that two of them are unlike. */
    public boolean isUnreadable() {
        return unreadable;
    }
}
