package dev.surprisal.ask;

/** A document that the convention does not allow. */
public final class UnplannableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnplannableException(String document, IllegalArgumentException cause) {
        super(document + ": " + cause.getMessage(), cause);
    }
}
