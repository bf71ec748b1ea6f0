package dev.surprisal.ask;

import dev.surprisal.corpus.SpellingDifference;

/** A server whose tokens spell another text than the one that it was sent. */
public final class MisspelledTextException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MisspelledTextException(String document, SpellingDifference difference) {
        super(document + ": the server's tokens do not spell the text: " + difference);
    }
}
