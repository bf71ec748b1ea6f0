package dev.surprisal.job;

/** Inputs that make no job: said before anything starts. */
public final class RefusedInputException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean unreadable;

    private RefusedInputException(String message, boolean unreadable) {
        super(message);
        this.unreadable = unreadable;
    }

    /** A file that cannot be read, or is not what it should be. */
    static RefusedInputException unreadable(String message) {
        return new RefusedInputException(message, true);
    }

    /** Files that can be read and must not be compared, or a job that contradicts itself. */
    static RefusedInputException mismatch(String message) {
        return new RefusedInputException(message, false);
    }

    /** Whether a file is at fault, rather than what the job asks for. */
    public boolean isUnreadable() {
        return unreadable;
    }
}
