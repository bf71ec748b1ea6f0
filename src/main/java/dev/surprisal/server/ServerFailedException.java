package dev.surprisal.server;

/** A prompt that stays without an answer, after as many attempts as were allowed. */
public final class ServerFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final int status;
    private final int attempts;

    /**
     * Why the last attempt failed.
     *
     * @param where URL that was asked; null if none was
     * @param status of HTTP; 0 if there was no reply
     */
    ServerFailedException(String where, String reason, int status, int attempts, Throwable cause) {
        super(
                (where == null ? "" : where + ": ")
                        + reason
                        + (attempts > 1 ? " (last of " + attempts + " attempts)" : ""),
                cause);
        this.reason = reason;
        this.status = status;
        this.attempts = attempts;
    }

    /** How often the server was asked. */
    public int attempts() {
        return attempts;
    }

    /** HTTP status of the last reply; 0 if there was none. */
    public int status() {
        return status;
    }

    /** What went wrong, without the place. */
    public String reason() {
        return reason;
    }
}
