package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.NumberInput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Tokens of JSON read from bytes in place. Most of a live job's work is reading lists of
 * candidates, and this takes a third of the time that Jackson does.
 *
 * <p>What it reads is what Jackson reads. Whatever is not plainly JSON within the limits (a fault,
 * but also NaN, a value without a container, or a number of a hundred digits) is a {@link Doubt}:
 * then Jackson reads the payload from its begin and says what becomes of it.
 */
final class ByteTokens implements JsonTokens {
    /** Raised where Jackson has to be asked. Unchecked, so that nobody takes it for a fault. */
    static final class Doubt extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Doubt() {
            super("to be read by Jackson", null, false, false);
        }
    }

    /** Less than what Jackson takes. */
    private static final int NAME_LENGTH_MAX = 1_000;

    private static final int DEPTH_FIRST = 16;

    private final byte[] bytes;
    private final int begin;
    private final int end;
    private final JsonNames names;
    private final JsonText text;

    /** [depth] whether the container is an object. */
    private boolean[] objects = new boolean[DEPTH_FIRST];

    private int depth;
    private int at;
    private int start;
    private JsonToken current;

    /** Tokens of {@code bytes[offset, offset + length)}. */
    ByteTokens(byte[] bytes, int offset, int length, JsonNames names) {
        this.bytes = bytes;
        this.begin = offset;
        this.end = offset + length;
        this.names = names;
        this.text = new JsonText(bytes, end);
        this.at = offset;
    }

    @Override
    public JsonToken current() {
        return current;
    }

    @Override
    public JsonToken next() {
        boolean first = current == JsonToken.START_OBJECT || current == JsonToken.START_ARRAY;
        boolean named = current == JsonToken.FIELD_NAME;
        int octet = blank();
        if (depth == 0) {
            current = octet < 0 ? null : root(octet);
        } else if (octet < 0) {
            throw new Doubt();
        } else if (named) {
            current = value(octet);
        } else if (octet == (objects[depth] ? '}' : ']')) {
            start = at++;
            current = objects[depth--] ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
        } else {
            if (!first) {
                expect(octet, ',');
                octet = blank();
            }
            current = objects[depth] ? name(octet) : value(octet);
        }
        return current;
    }

    /** The next byte that is not blank, which is at {@code at}; -1 if there is none. */
    private int blank() {
        while (at < end) {
            byte b = bytes[at];
            if (b > ' ' || b < 0) {
                return b & 0xFF;
            }
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                throw new Doubt();
            }
            at++;
        }
        return -1;
    }

    private void expect(int octet, char expected) {
        if (octet != expected) {
            throw new Doubt();
        }
        at++;
    }

    private JsonToken root(int octet) {
        if (octet != '{' && octet != '[') {
            throw new Doubt();
        }
        return value(octet);
    }

    private JsonToken name(int octet) {
        start = at;
        expect(octet, '"');
        at = text.scan(at);
        // Jackson takes half a pair in a text, but not in a name.
        if (at - start > NAME_LENGTH_MAX || text.hasSurrogates()) {
            throw new Doubt();
        }
        expect(blank(), ':');
        return JsonToken.FIELD_NAME;
    }

    private JsonToken value(int octet) {
        start = at;
        switch (octet) {
            case '"':
                at = text.scan(at + 1);
                if (at - start > JsonLimits.STRING_LENGTH_MAX) {
                    throw new Doubt();
                }
                return JsonToken.VALUE_STRING;
            case '{':
                return open(JsonToken.START_OBJECT);
            case '[':
                return open(JsonToken.START_ARRAY);
            case 't':
                return word("true", JsonToken.VALUE_TRUE);
            case 'f':
                return word("false", JsonToken.VALUE_FALSE);
            case 'n':
                return word("null", JsonToken.VALUE_NULL);
            default:
                return number();
        }
    }

    private JsonToken open(JsonToken token) {
        if (depth == JsonLimits.NESTING_MAX) {
            throw new Doubt();
        }
        if (++depth == objects.length) {
            objects = Arrays.copyOf(objects, 2 * depth);
        }
        objects[depth] = token == JsonToken.START_OBJECT;
        at++;
        return token;
    }

    private JsonToken word(String word, JsonToken token) {
        for (int i = 0; i < word.length(); i++) {
            if (at == end || bytes[at++] != word.charAt(i)) {
                throw new Doubt();
            }
        }
        return token;
    }

    private JsonToken number() {
        int stop = JsonNumber.end(bytes, start, end);
        at = stop < 0 ? ~stop : stop;
        return stop < 0 ? JsonToken.VALUE_NUMBER_FLOAT : JsonToken.VALUE_NUMBER_INT;
    }

    @Override
    public String nextName() {
        if (next() != JsonToken.FIELD_NAME) {
            return null;
        }
        return text.isPlain() ? names.of(bytes, text.from(), text.to()) : text.toString();
    }

    @Override
    public void skip() {
        if (current == JsonToken.START_OBJECT || current == JsonToken.START_ARRAY) {
            int outside = depth - 1;
            while (depth > outside) {
                next();
            }
        }
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public CharSlice chars(CharSlice into) {
        if (current != JsonToken.VALUE_STRING) {
            text.plain(start, at);
        }
        return text.chars(into);
    }

    @Override
    public String text() {
        return text.toString();
    }

    @Override
    public int length() {
        return at - start;
    }

    /** Through the same parser as Jackson's; a whole number has no minus zero. */
    @Override
    public double doubleValue() {
        double value = NumberInput.parseDouble(digitsRead(), true);
        return current == JsonToken.VALUE_NUMBER_INT ? value + 0.0 : value;
    }

    private String digitsRead() {
        return new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
    }

    /** Of at most nine digits, which is for whoever calls to see to. */
    @Override
    public int intValue() {
        boolean negative = bytes[start] == '-';
        int value = 0;
        for (int i = negative ? start + 1 : start; i < at; i++) {
            value = 10 * value + bytes[i] - '0';
        }
        return negative ? -value : value;
    }

    @Override
    public long longValue() {
        try {
            return Long.parseLong(digitsRead());
        } catch (NumberFormatException e) {
            throw new Doubt();
        }
    }

    @Override
    public long octetsKey() {
        long hash = TokenKey.NO_BYTES;
        int from = at;
        while (true) {
            int octet = 0;
            int stop = from;
            while (stop < end && bytes[stop] >= '0' && bytes[stop] <= '9' && stop < from + 3) {
                octet = 10 * octet + bytes[stop++] - '0';
            }
            boolean whole = stop > from && octet <= 255 && (bytes[from] != '0' || stop == from + 1);
            if (!whole || stop == end) {
                return UNKNOWN;
            }
            hash = TokenKey.hash(hash, octet);
            if (bytes[stop] == ']') {
                start = stop;
                at = stop + 1;
                depth--;
                current = JsonToken.END_ARRAY;
                return TokenKey.ofHash(hash);
            }
            if (bytes[stop] != ',') {
                return UNKNOWN;
            }
            from = stop + 1;
            from += from < end && bytes[from] == ' ' ? 1 : 0;
        }
    }

    @Override
    public long offset() {
        return start - begin;
    }

    @Override
    public long endOffset() {
        return at - begin;
    }

    @Override
    public void close() {}
}
