package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;

/**
 * The parsers of one payload: one for the payload, and one for each string in it that is JSON.
 *
 * <p>Token texts and ids are keys in some formats. A factory shares its table of names among
 * parsers: across payloads it would keep the texts, grow with them and be copied for every payload,
 * which cost ten times the parse itself when measured. Without any table Jackson knows no byte
 * offsets. So a payload has a table of its own. The strings in it share one, since a payload may
 * hold very many small ones, but not for long, since each new name in it costs a copy of the table.
 */
final class JsonParsers {
    /** Strings that share a table. */
    private static final int SHARED_MAX = 16;

    /** Names so far, where bytes are read in place; null where Jackson reads. */
    private final JsonNames names;

    private JsonFactory shared;
    private int sharing;
    private boolean opened;

    /** Jackson's. */
    JsonParsers() {
        this(null);
    }

    /** Those that read bytes in place; events are read by Jackson all the same. */
    JsonParsers(JsonNames names) {
        this.names = names;
    }

    /** A parser of {@code bytes[offset, offset + length)}. */
    JsonTokens of(byte[] bytes, int offset, int length) {
        if (names != null) {
            return new ByteTokens(bytes, offset, length, names);
        }
        try {
            return new JacksonTokens(factory().createParser(bytes, offset, length));
        } catch (IOException e) {
            throw unexpected(e);
        }
    }

    /** A parser of an event stream's data. */
    JsonTokens of(SseData data) {
        try {
            return new JacksonTokens(factory().createParser(data));
        } catch (IOException e) {
            throw unexpected(e);
        }
    }

    private JsonFactory factory() {
        if (!opened) {
            opened = true;
            return JsonLimits.factory();
        }
        if (sharing % SHARED_MAX == 0) {
            shared = JsonLimits.factory();
        }
        sharing++;
        return shared;
    }

    private static IllegalStateException unexpected(IOException e) {
        return new IllegalStateException("opening bytes in memory does no I/O", e);
    }
}
