package dev.surprisal.cli;

/** What was typed cannot be done; the message is all that the user sees. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
