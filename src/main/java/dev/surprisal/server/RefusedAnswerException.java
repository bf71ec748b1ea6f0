package dev.surprisal.server;

/** An answer that is not the answer to what was asked; says what was sent and what came back. */
public final class RefusedAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedAnswerException(String reason) {
        super(reason);
    }
}
