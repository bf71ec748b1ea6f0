package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.surprisal.event.SourceFormat;
import java.io.IOException;

/**
 * A forward-only view of JSON bytes in which every fault is a {@link MalformedPayloadException}
 * with its byte offset.
 *
 * <p>Every reading method looks at the current value. {@link #nextKey} and {@link #nextElement}
 * move to the next one; a container that is of no interest must be passed with {@link #skip}.
 */
final class JsonCursor implements AutoCloseable {
    static final String TOO_EARLY = "JSON ends too early";

    private final Budget budget;
    private final long base;

    /** Payload offset of the input's end, and the word that may be cut there. */
    private final long end;

    private final CutWord last;
    private final JsonTokens tokens;
    private final CharSlice digits = new CharSlice();
    private SourceFormat format;

    /**
     * Opens {@code bytes[offset, offset + length)} and moves to the first value, if there is one.
     *
     * @param base the payload's offset of the first byte, added to offsets in faults
     */
    JsonCursor(byte[] bytes, int offset, int length, long base, Budget budget)
            throws MalformedPayloadException {
        this(
                base,
                base + length,
                new CutWord(bytes, offset, offset + length),
                budget.parsers.of(bytes, offset, length),
                budget);
    }

    /** Opens the data of an event stream, {@code bytes[start, end)}, as one series of values. */
    static JsonCursor ofEvents(byte[] bytes, int start, int end, long base, Budget budget)
            throws MalformedPayloadException {
        CutWord last = SseLines.last(bytes, start, end);
        long to = base + last.to() - start;
        SseData data = new SseData(bytes, start, end);
        return new JsonCursor(base, to, last, budget.parsers.of(data), budget);
    }

    private JsonCursor(long base, long end, CutWord last, JsonTokens tokens, Budget budget)
            throws MalformedPayloadException {
        this.budget = budget;
        this.base = base;
        this.end = end;
        this.last = last;
        this.tokens = tokens;
        next();
    }

    /** Shape recognised so far, for faults. */
    void format(SourceFormat recognised) {
        format = recognised;
    }

    SourceFormat format() {
        return format;
    }

    Budget budget() {
        return budget;
    }

    /** Counts one token entry against what a payload may hold. */
    void claimEntry() throws MalformedPayloadException {
        if (!budget.claim()) {
            throw fault("more than " + Budget.ENTRIES_MAX + " token entries in one payload");
        }
    }

    /** The current token; null at the end of the input. */
    JsonToken token() {
        return tokens.current();
    }

    /** Moves on; only for steps between values, inside one use the methods below. */
    JsonToken next() throws MalformedPayloadException {
        try {
            return tokens.next();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** Moves to the next member's value and returns its key; null at the end of the object. */
    String nextKey() throws MalformedPayloadException {
        try {
            String key = tokens.nextName();
            if (key != null) {
                tokens.next();
            }
            return key;
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** Moves to the next element; false at the end of the array. */
    boolean nextElement() throws MalformedPayloadException {
        return next() != JsonToken.END_ARRAY;
    }

    /** Passes over the current value, whatever it is. */
    void skip() throws MalformedPayloadException {
        try {
            tokens.skip();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** How deep the container is that has the current value, for {@link #unwindTo}. */
    int place() {
        return tokens.depth() - (isObject() || isArray() ? 1 : 0);
    }

    /** Passes over the rest of a value that was given up halfway. */
    void unwindTo(int place) throws MalformedPayloadException {
        skip();
        while (tokens.depth() != place) {
            next();
        }
    }

    /** Counts the current value, a string that is JSON, against what a payload may hold. */
    void claimText() throws MalformedPayloadException {
        if (!budget.claimText()) {
            throw fault("more strings of JSON than a payload of this size may hold");
        }
    }

    boolean claimChoice() {
        return budget.claimChoice();
    }

    boolean isNull() {
        return token() == JsonToken.VALUE_NULL;
    }

    boolean isNumber() {
        return token() != null && token().isNumeric();
    }

    boolean isTrue() {
        return token() == JsonToken.VALUE_TRUE;
    }

    boolean isString() {
        return token() == JsonToken.VALUE_STRING;
    }

    boolean isObject() {
        return token() == JsonToken.START_OBJECT;
    }

    boolean isArray() {
        return token() == JsonToken.START_ARRAY;
    }

    void expectObject(String what) throws MalformedPayloadException {
        if (!isObject()) {
            throw wrongType(what, "an object");
        }
    }

    void expectArray(String what) throws MalformedPayloadException {
        if (!isArray()) {
            throw wrongType(what, "an array");
        }
    }

    double number(String what) throws MalformedPayloadException {
        if (!isNumber()) {
            throw wrongType(what, "a number");
        }
        try {
            tokens.chars(digits);
            double value = ShortDecimal.parse(digits.chars, digits.offset, digits.length);
            return Double.isNaN(value) ? tokens.doubleValue() : value;
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** A whole number in [min, max]. */
    long whole(String what, long min, long max) throws MalformedPayloadException {
        if (token() != JsonToken.VALUE_NUMBER_INT) {
            throw wrongType(what, "a whole number");
        }
        // Through double first: getLongValue would throw on any long run of digits.
        double approximate = number(what);
        if (approximate >= min - 1.0 && approximate <= max + 1.0) {
            long value = longValue();
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw fault(what + " is " + approximate + ", expected " + min + " to " + max);
    }

    /** The number if it is whole and has at most nine digits; else {@code absent}. */
    int shortOr(int absent) throws MalformedPayloadException {
        try {
            boolean isShort = token() == JsonToken.VALUE_NUMBER_INT && tokens.length() <= 9;
            return isShort ? tokens.intValue() : absent;
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** As {@link JsonTokens#octetsKey}. */
    long octetsKey() {
        return tokens.octetsKey();
    }

    private long longValue() throws MalformedPayloadException {
        try {
            return tokens.longValue();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** The string; null if it is null or empty, which servers use for "none". */
    String stringOrNull(String what) throws MalformedPayloadException {
        if (isNull()) {
            return null;
        }
        String text = string(what);
        return text.isEmpty() ? null : text;
    }

    String string(String what) throws MalformedPayloadException {
        if (!isString()) {
            throw wrongType(what, "a string");
        }
        try {
            return tokens.text();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** The current string in a buffer of the reader's, valid until the next move. */
    CharSlice chars(CharSlice into) throws MalformedPayloadException {
        try {
            return tokens.chars(into);
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** Byte offset of the current token in the payload. */
    long offset() {
        return base + Math.max(0, tokens.offset());
    }

    /** Byte offset in the payload behind the last byte that was read. */
    long endOffset() {
        return base + tokens.endOffset();
    }

    MalformedPayloadException fault(String reason) {
        return new MalformedPayloadException(offset(), format, reason);
    }

    MalformedPayloadException wrongType(String what, String expected) {
        return fault(what + " is " + JsonWords.of(token()) + ", expected " + expected);
    }

    private MalformedPayloadException notJson(IOException e) {
        long at = offset();
        if (e instanceof JsonProcessingException p && p.getLocation() != null) {
            at = base + Math.max(0, p.getLocation().getByteOffset());
        }
        return MalformedPayloadException.notJson(e, at, format, at >= end - last.length());
    }

    @Override
    public void close() {
        try {
            tokens.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing a parser of an array does no I/O", e);
        }
    }
}
