package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells JSON from an event stream and reads either into drafts, in order of arrival. */
final class PayloadReader {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private PayloadReader() {}

    /** Reads a whole payload. */
    static List<ResponseDraft> read(byte[] bytes, int offset, int length, Budget budget)
            throws MalformedPayloadException {
        int end = offset + length;
        int from = skipBlank(bytes, offset, end);
        if (from == end) {
            return List.of();
        }
        if (SseTranscript.looksLike(bytes, from, end)) {
            return new SseTranscript(bytes, offset, from, end, budget).read();
        }
        try (JsonCursor in = new JsonCursor(bytes, from, end - from, from - offset, budget)) {
            List<ResponseDraft> drafts = readValue(in, false);
            return readBinary(bytes, offset, end, drafts, in) ? drafts : readRest(in, drafts);
        }
    }

    /** Reads the tensors behind the JSON, if it says that there are any. */
    private static boolean readBinary(
            byte[] bytes, int offset, int end, List<ResponseDraft> drafts, JsonCursor in)
            throws MalformedPayloadException {
        boolean alone = in.token() == JsonToken.END_OBJECT && drafts.size() == 1;
        KServeOutputs outputs = alone ? drafts.get(0).outputs : null;
        if (outputs == null || drafts.get(0).envelope != null || !outputs.awaitsBinary()) {
            return false;
        }
        outputs.readBinary(bytes, offset + (int) in.endOffset(), end, in);
        outputs.end(in, drafts.get(0));
        return true;
    }

    /** The other lines of a transcript, if the value just read is the first one of it. */
    private static List<ResponseDraft> readRest(JsonCursor in, List<ResponseDraft> drafts)
            throws MalformedPayloadException {
        // An envelope or an array is whole: only an answer by itself can go on in another line.
        boolean bare = in.token() == JsonToken.END_OBJECT && drafts.size() == 1;
        if (bare && drafts.get(0).envelope == null && drafts.get(0).lines) {
            return new JsonLines(in).read(drafts.get(0));
        }
        if (in.next() != null) {
            throw in.fault("bytes after the JSON value");
        }
        return drafts;
    }

    private static int skipBlank(byte[] bytes, int offset, int end) {
        int from = offset;
        if (end - from >= 3
                && bytes[from] == BYTE_ORDER_MARK[0]
                && bytes[from + 1] == BYTE_ORDER_MARK[1]
                && bytes[from + 2] == BYTE_ORDER_MARK[2]) {
            from += BYTE_ORDER_MARK.length;
        }
        while (from < end && bytes[from] <= ' ' && bytes[from] >= 0) {
            from++;
        }
        return from;
    }

    /** The payload of an envelope: a value, or the same as a string; never null. */
    static List<ResponseDraft> inner(JsonCursor in, String what) throws MalformedPayloadException {
        if (in.isNull()) {
            return List.of();
        }
        if (!in.isString()) {
            return readValue(in, true);
        }
        long at = in.offset();
        in.claimText();
        byte[] text = in.string(what).getBytes(StandardCharsets.UTF_8);
        try {
            return innerText(text, in);
        } catch (MalformedPayloadException e) {
            // Escapes moved the bytes, so only the string's own place in the payload is known.
            String cut = e.cut() ? "truncated, " : "";
            String place = what + " string, at its byte " + e.offset() + ": ";
            throw new MalformedPayloadException(at, e.format(), place + cut + e.reason());
        }
    }

    private static List<ResponseDraft> innerText(byte[] text, JsonCursor outer)
            throws MalformedPayloadException {
        int from = skipBlank(text, 0, text.length);
        if (from == text.length) {
            return List.of();
        }
        if (SseTranscript.looksLike(text, from, text.length)) {
            return new SseTranscript(text, 0, from, text.length, outer.budget()).read();
        }
        try (JsonCursor in = new JsonCursor(text, from, text.length - from, from, outer.budget())) {
            return readRest(in, readValue(in, true));
        }
    }

    private static List<ResponseDraft> readValue(JsonCursor in, boolean inner)
            throws MalformedPayloadException {
        List<ResponseDraft> drafts = new ArrayList<>();
        if (in.token() == JsonToken.START_OBJECT) {
            ResponseDraft draft = ObjectReader.read(in, inner);
            draft.alone = true;
            addUsable(drafts, draft, in);
        } else if (in.token() == JsonToken.START_ARRAY) {
            readElements(in, inner, drafts);
        } else {
            throw in.wrongType("a payload", "an object or an array");
        }
        return drafts;
    }

    /** llama.cpp answers several prompts with an array, told apart by index alone. */
    private static void readElements(JsonCursor in, boolean inner, List<ResponseDraft> drafts)
            throws MalformedPayloadException {
        Set<Integer> indexes = new HashSet<>();
        ResponseDraft latest = null;
        for (int ordinal = 0; in.nextElement(); ordinal++) {
            if (!in.claimChoice()) {
                throw in.fault("more than " + Budget.CHOICES_MAX + " answers in one payload");
            }
            ResponseDraft draft = ObjectReader.read(in, inner);
            draft.indexIfUnknown(ordinal);
            if (draft.continues(latest)) {
                latest.append(draft, in);
                continue;
            }
            latest = draft;
            if (draft.id == null && draft.record == null) {
                for (ChoiceDraft choice : draft.choices()) {
                    if (!indexes.add(choice.index)) {
                        throw in.fault("two answers without an id have index " + choice.index);
                    }
                }
            }
            addUsable(drafts, draft, in);
        }
    }

    /** Adds the object, or the answers that it carries; refuses what cannot be used. */
    static void addUsable(List<ResponseDraft> drafts, ResponseDraft draft, JsonCursor in)
            throws MalformedPayloadException {
        if (draft.carried() != null) {
            for (ResponseDraft answer : draft.carried()) {
                answer.envelope = draft;
                drafts.add(answer);
            }
            return;
        }
        if (draft.record == null && !draft.recognised) {
            throw unknown(draft);
        }
        if (draft.responses.delta()) {
            return;
        }
        if (draft.failed && draft.tokenless()) {
            throw new MalformedPayloadException(draft.offset, in.format(), SERVER_ERROR);
        }
        draft.isWhole();
        drafts.add(draft);
    }

    static final String SERVER_ERROR = "the server answered with an error object, not with tokens";

    static MalformedPayloadException unknown(ResponseDraft draft) {
        if (draft.refusal != null) {
            return new MalformedPayloadException(draft.offset, null, draft.refusal);
        }
        return new MalformedPayloadException(
                draft.offset,
                null,
                "fits no known format; top-level keys: " + String.join(", ", draft.keys()));
    }
}
