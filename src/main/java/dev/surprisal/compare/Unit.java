package dev.surprisal.compare;

import java.util.Locale;

/** What a perplexity is counted in. */
public enum Unit {
    TOKEN,
    WORD,
    BYTE;

    /** How many a document has; -1 where that is not known. */
    long count(ComparedDocument document) {
        return switch (this) {
            case TOKEN -> document.tokens();
            case WORD -> document.words();
            case BYTE -> document.bytes();
        };
    }

    /** What a perplexity in this unit is called: "perplexity", "word perplexity". */
    public String perplexity() {
        return this == TOKEN ? "perplexity" : label() + " perplexity";
    }

    /** "token", "word", "byte". */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
