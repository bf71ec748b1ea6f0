package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Tokens of JSON, one after the other, as Jackson has them: members are a name and a value. What
 * reads a value is for the current token, which must be of its type.
 */
interface JsonTokens extends AutoCloseable {
    /** No key of a token: ids are less, hashes negative. */
    long UNKNOWN = Long.MAX_VALUE;

    /** The current token; null at the end of the input. */
    JsonToken current();

    /** Moves on. */
    JsonToken next() throws IOException;

    /** Moves on to a member's name; null if there is none. */
    String nextName() throws IOException;

    /** Moves on to the end of the container that begins here, if one does. */
    void skip() throws IOException;

    /** How many containers are open, with one that begins here and without one that ends here. */
    int depth();

    /** Characters of a string or number, valid until the next move. */
    CharSlice chars(CharSlice into) throws IOException;

    /** A string. */
    String text() throws IOException;

    /** Characters of a number. */
    int length() throws IOException;

    /** A number, to the nearest double. */
    double doubleValue() throws IOException;

    /** A whole number of at most nine digits. */
    int intValue() throws IOException;

    /** A whole number. */
    long longValue() throws IOException;

    /**
     * Moves over an array of bytes, if it is as short as it can be written, and says its {@link
     * TokenKey}; else stays where it is, {@link #UNKNOWN}.
     */
    default long octetsKey() {
        return UNKNOWN;
    }

    /** Byte offset in the input of the current token. */
    long offset();

    /** Byte offset in the input behind what was read. */
    long endOffset();

    @Override
    void close() throws IOException;
}
