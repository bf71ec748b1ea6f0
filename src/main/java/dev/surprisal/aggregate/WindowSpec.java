package dev.surprisal.aggregate;

import java.io.Serializable;

/**
 * How a flow without an end cuts time into windows.
 *
 * @param kind of windows
 * @param sizeMillis length of a window in time; with SESSION, the gap that ends one
 * @param slideMillis between the begins of two windows; the same as the size where they do not
 *     overlap, and a divisor of it
 * @param tokens after which a window closes, at the next end of a document; with TOKENS alone
 * @param keysMax greatest number of keys that have windows of their own
 */
public record WindowSpec(Kind kind, long sizeMillis, long slideMillis, long tokens, int keysMax)
        implements Serializable {

    /** What ends a window. */
    public enum Kind {
        /** The clock of the records: windows of one length, overlapping or not. */
        TIME,
        /** A gap without documents. */
        SESSION,
        /** A number of tokens. */
        TOKENS
    }

    /**
     * When a piece holds all that it ever will: its last moment; of a piece that is one document,
     * its moment. A session's is handed on then, although the session may go on.
     */
    long releaseMillis(long startMillis, long endMillis) {
        return kind == Kind.TIME ? endMillis - 1 : startMillis;
    }
}
