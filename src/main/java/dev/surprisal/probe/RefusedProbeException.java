package dev.surprisal.probe;

/** Settings or files with which nothing can be probed; said before a server is asked. */
public final class RefusedProbeException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedProbeException(String reason) {
        super(reason);
    }

    RefusedProbeException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
