package dev.surprisal.probe;

/** A replica that gave no answer which could be compared; the message is the reason, on a line. */
final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String reason) {
        super(reason);
    }
}
