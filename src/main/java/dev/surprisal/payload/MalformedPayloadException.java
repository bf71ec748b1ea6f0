package dev.surprisal.payload;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.surprisal.event.SourceFormat;
import java.io.IOException;

/**
 * A payload that cannot be used. Says what was seen, what was expected and where, and never quotes
 * the payload beyond a short key: it may be somebody's prompt.
 */
public final class MalformedPayloadException extends Exception {
    /** What the reader can still do after the fault. */
    enum Kind {
        /** JSON that says something unexpected: the parser can go on behind it. */
        CONTENT,
        /** No JSON: the parser is lost. */
        SYNTAX,
        /** JSON that ends too early, as it does when a connection breaks. */
        CUT
    }

    private static final long serialVersionUID = 1L;

    private final long offset;
    private final SourceFormat format;
    private final Kind kind;

    MalformedPayloadException(long offset, SourceFormat format, String reason) {
        this(offset, format, reason, Kind.CONTENT);
    }

    MalformedPayloadException(long offset, SourceFormat format, String reason, Kind kind) {
        super(reason);
        this.offset = offset;
        this.format = format;
        this.kind = kind;
    }

    /**
     * What Jackson found. Its own messages quote the input, so only the kind of fault is passed on.
     *
     * @param last whether the fault lies in the last word: a number or a literal that is cut short
     *     is reported as wrong, not as the end
     */
    static MalformedPayloadException notJson(
            IOException e, long at, SourceFormat format, boolean last) {
        if (e instanceof StreamConstraintsException) {
            return new MalformedPayloadException(at, format, JsonLimits.OVER_LIMIT, Kind.SYNTAX);
        }
        if (e instanceof JsonEOFException || last) {
            return new MalformedPayloadException(at, format, JsonCursor.TOO_EARLY, Kind.CUT);
        }
        return new MalformedPayloadException(at, format, "not valid JSON", Kind.SYNTAX);
    }

    /** Bytes from the payload's start to the fault; -1 if the fault has no place. */
    public long offset() {
        return offset;
    }

    /** The shape the payload had, as far as it was read; null if none was recognised. */
    public SourceFormat format() {
        return format;
    }

    /** What is wrong, in words: the value seen and the one expected. */
    public String reason() {
        return super.getMessage();
    }

    /** Whether the bytes simply ended too early, as they do when a connection breaks. */
    boolean cut() {
        return kind == Kind.CUT;
    }

    /** Whether the JSON itself was broken. */
    boolean syntax() {
        return kind != Kind.CONTENT;
    }

    @Override
    public String getMessage() {
        return reason() + " (offset=" + offset + ", format=" + format + ")";
    }
}
