package dev.surprisal.payload;

/**
 * What one payload may cost in memory. Its bytes are bounded by the caller, but an entry of two
 * bytes ({@code 0,}) takes thirteen in columns, so entries are bounded as well.
 */
final class Budget {
    /** Forty times the longest context served, and at most about 110 MB of columns. */
    static final int ENTRIES_MAX = 1 << 23;

    /** More answers than any server gives at once; each costs a few hundred bytes. */
    static final int CHOICES_MAX = 1 << 16;

    /** Who reads the payload's JSON. */
    final JsonParsers parsers;

    /** Strings of JSON that any payload may hold; see {@link #claimText}. */
    static final int TEXTS_MIN = 1024;

    /** An answer with one token in a wrapper of its own takes about this much. */
    static final int BYTES_A_TEXT = 256;

    private int textsLeft;
    private int entriesLeft = ENTRIES_MAX;
    private int choicesLeft = CHOICES_MAX;

    /** What a payload of this size may cost. */
    Budget(int payloadBytes) {
        this(payloadBytes, new JsonParsers());
    }

    /** The same, read in some way. */
    Budget(int payloadBytes, JsonParsers parsers) {
        this.parsers = parsers;
        textsLeft = TEXTS_MIN + payloadBytes / BYTES_A_TEXT;
    }

    /**
     * A string that is JSON takes a parser of its own, of some kilobytes, so the payload's size
     * bounds how many there may be: more of them than that hold nothing.
     */
    boolean claimText() {
        return --textsLeft >= 0;
    }

    boolean claim() {
        return --entriesLeft >= 0;
    }

    boolean claimChoice() {
        return --choicesLeft >= 0;
    }

    /** A chunk's answer was merged into the one it continues. */
    void releaseChoice() {
        choicesLeft++;
    }
}
