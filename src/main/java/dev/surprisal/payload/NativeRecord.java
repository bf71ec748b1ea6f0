package dev.surprisal.payload;

import dev.surprisal.event.Delivery;
import dev.surprisal.event.Distribution;
import dev.surprisal.event.Segment;
import dev.surprisal.event.SourceFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Our own JSONL record, {@code "schema": "surprisal.payload/1"}: an envelope around a server's
 * answer, or log-probs directly. docs/PAYLOADS.md has its fields. Golden cases: native/*.
 *
 * <p>Keys come in any order, so fields are read before it is known that the object is a record at
 * all. A wrong type is therefore remembered and only raised once {@code schema} turned up; in
 * somebody else's object the same key may mean something else.
 */
final class NativeRecord {
    private static final Set<String> SCHEMAS = Set.of("surprisal.payload/1", "ppl.v1");
    private static final Set<String> KEYS =
            Set.of(
                    "schema",
                    "event_time",
                    "model",
                    "request_id",
                    "document",
                    "format",
                    "payload",
                    "request",
                    "headers",
                    "segment",
                    "distribution",
                    "token_ids",
                    "logprobs");

    String schema;
    String document;

    /** Epoch milliseconds; 0 if absent. */
    long eventTimeMillis;

    /** The format the producer declared; null for "auto" and for none. */
    SourceFormat declared;

    Segment segment = Segment.TEXT;
    Distribution distribution = Distribution.UNKNOWN;
    GrowingInts tokenIds;

    /** Values of the direct form; null if there is no {@code logprobs}. */
    TokenColumns logprobs;

    /** Answers of the envelope's payload; null if there is no {@code payload}. */
    List<ResponseDraft> answers;

    /** What was asked; null if the record does not tell. */
    RequestFields request;

    /** What came beside the payload, by name; null if the record does not tell. */
    Delivery headers;

    /**
     * Why entries of {@code logprobs} are broken, if the object is Ollama's; null if they are not.
     */
    MalformedPayloadException entriesFault;

    private boolean directOnly;
    private String foreignKey;
    private long foreignOffset;
    private MalformedPayloadException firstFault;

    static boolean knows(String key) {
        return KEYS.contains(key);
    }

    /** Remembers the first key that a record must not have. */
    void foreign(String key, JsonCursor in) {
        if (foreignKey == null) {
            foreignKey = key;
            foreignOffset = in.offset();
        }
    }

    /** Reads the value of one of the record's own keys. */
    void read(String key, JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        int place = in.place();
        try {
            readField(key, in, draft);
        } catch (MalformedPayloadException e) {
            if (e.syntax() || schema != null) {
                throw e;
            }
            if (key.equals("logprobs") && draft.entries != null) {
                entriesFault = entriesFault == null ? e : entriesFault;
            }
            firstFault = firstFault == null ? e : firstFault;
            in.unwindTo(place);
        }
    }

    private void readField(String key, JsonCursor in, ResponseDraft draft)
            throws MalformedPayloadException {
        switch (key) {
            case "schema" -> readSchema(in);
            case "document" -> document = in.stringOrNull(key);
            case "event_time" -> readEventTime(in);
            case "payload" -> answers = PayloadReader.inner(in, key);
            case "request" -> request = RequestFields.read(in);
            case "headers" -> headers = RecordHeaders.read(in);
            case "format" -> declared = in.isNull() ? null : format(in);
            case "segment", "distribution", "token_ids" -> readDirect(key, in);
            case "logprobs" -> readLogprobs(in, draft);
            default -> throw new AssertionError(key);
        }
    }

    private void readDirect(String key, JsonCursor in) throws MalformedPayloadException {
        directOnly = true;
        switch (key) {
            case "segment" -> segment = constant(Segment.class, key, in, segment);
            case "distribution" ->
                    distribution = constant(Distribution.class, key, in, distribution);
            case "token_ids" -> {
                tokenIds = new GrowingInts();
                // A batch is no record's, but it may be the roll-out's that this turns out to be.
                if (TokenIds.readBatch(in, key, tokenIds)) {
                    throw in.fault(key + " is a batch, expected an array of numbers");
                }
            }
            default -> throw new AssertionError(key);
        }
    }

    /** Numbers are a record's; objects are Ollama's, as long as no {@code schema} claims them. */
    private void readLogprobs(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        directOnly = true;
        TritonGenerate.keepString(in, draft);
        in.expectArray("logprobs");
        logprobs = new TokenColumns();
        while (in.nextElement()) {
            if (!in.isObject()) {
                logprobs.read(in, "logprobs[]");
                if (draft.entries != null) {
                    throw in.fault("logprobs[] holds both objects and values");
                }
                continue;
            }
            if (schema != null || firstFault == null) {
                firstFault = in.wrongType("logprobs[]", "a number or null in a record");
            }
            if (schema != null) {
                throw firstFault;
            }
            OllamaAnswer.readEntry(in, draft);
            if (logprobs.size() > 0) {
                throw in.fault("logprobs[] holds both values and objects");
            }
        }
    }

    /** Any other name makes the object somebody else's; another version of ours is a fault. */
    private void readSchema(JsonCursor in) throws MalformedPayloadException {
        String name = in.string("schema");
        if (!name.startsWith("surprisal.payload/") && !name.startsWith("ppl.v")) {
            return;
        }
        schema = name;
        in.format(SourceFormat.NATIVE);
        if (!SCHEMAS.contains(name)) {
            throw in.fault(
                    "schema is '%s', expected surprisal.payload/1 or ppl.v1"
                            .formatted(JsonWords.shown(name)));
        }
    }

    private void readEventTime(JsonCursor in) throws MalformedPayloadException {
        if (!in.isNull()) {
            eventTimeMillis = in.whole("event_time (ms)", 1, EventTimes.MILLIS_MAX);
        }
    }

    /** "openai.chat" for OPENAI_CHAT and so on; null for "auto". */
    private static SourceFormat format(JsonCursor in) throws MalformedPayloadException {
        String name = in.string("format");
        for (SourceFormat format : SourceFormat.values()) {
            if (!format.isRowFile() && format.label().equals(name)) {
                return format;
            }
        }
        if (name.equals("auto")) {
            return null;
        }
        throw in.fault("format is '%s', which is no known format".formatted(JsonWords.shown(name)));
    }

    private static <E extends Enum<E>> E constant(
            Class<E> type, String key, JsonCursor in, E absent) throws MalformedPayloadException {
        if (in.isNull()) {
            return absent;
        }
        String name = in.string(key);
        StringBuilder allowed = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            String lower = constant.name().toLowerCase(Locale.ROOT);
            if (lower.equals(name)) {
                return constant;
            }
            allowed.append(allowed.isEmpty() ? "" : ", ").append(lower);
        }
        throw in.fault(
                "%s is '%s', expected one of %s".formatted(key, JsonWords.shown(name), allowed));
    }

    /** Checks what can only be checked once the record has ended. */
    void end(JsonCursor in) throws MalformedPayloadException {
        if (foreignKey != null) {
            String known = String.join(", ", KEYS.stream().sorted().toList());
            String reason = "a record has no key '%s'; its keys are %s";
            throw new MalformedPayloadException(
                    foreignOffset,
                    SourceFormat.NATIVE,
                    reason.formatted(JsonWords.shown(foreignKey), known));
        }
        if (firstFault != null) {
            throw firstFault;
        }
        if (answers == null && logprobs == null) {
            throw in.fault("a record has neither payload nor logprobs");
        }
        if (answers != null && directOnly) {
            throw in.fault(
                    "a record with payload has none of segment, distribution, token_ids, logprobs");
        }
        if (tokenIds != null && tokenIds.size() != logprobs.size()) {
            throw in.fault(
                    "token_ids has %d entries, logprobs %d"
                            .formatted(tokenIds.size(), logprobs.size()));
        }
        if (answers == null && request != null) {
            throw in.fault("request in a record without payload");
        }
        if (answers == null && declared != null && declared != SourceFormat.NATIVE) {
            throw in.fault("format is %s in a record without payload".formatted(declared.label()));
        }
    }
}
