package dev.surprisal.ask;

/** A window that the journal of an earlier run has no answer to, where no server may be asked. */
public final class UnknownAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    UnknownAnswerException(WindowRequest window) {
        super(
                "rescore: the journal has no answer for window %d of %s (%d tokens): it was asked under a convention that shows the model other tokens"
                        .formatted(window.index(), window.documentId(), window.tokenIds().length));
    }
}
