package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;

/**
 * Ollama's own {@code /api/generate} and {@code /api/chat}: {@code logprobs[].logprob} at the top
 * level.
 *
 * <p>Ollama 0.12.11 and later. Streams are lines of JSON, of which only the last has {@code done}
 * true and the count {@code eval_count}, see {@link JsonLines}. {@code bytes} are those of the
 * text, in which parts of characters are U+FFFD. Behind llama-server a linear probability may stand
 * in {@code logprob}: POSITIVE. Missing: an id, and the prompt's log-probs. Golden cases: ollama/*.
 */
final class OllamaAnswer {
    private OllamaAnswer() {}

    /** In an envelope: entries, or somebody else's values, which are passed over. */
    static void readLogprobs(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isArray()) {
            TritonGenerate.keepString(in, draft);
            in.skip();
            return;
        }
        while (in.nextElement()) {
            if (in.isObject()) {
                readEntry(in, draft);
            } else {
                in.skip();
            }
        }
    }

    static void readEntry(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (draft.entries == null) {
            draft.entries = new ChoiceDraft();
            draft.entriesChars = new CharSlice();
        }
        TokenEntries.readEntry(in, draft.entries, "logprobs", draft.entriesChars);
    }

    static void readDone(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.doneSeen = true;
        draft.single.finished |= in.isTrue();
        in.skip();
    }

    static void readCount(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isNumber()) {
            in.skip();
            return;
        }
        draft.single.predicted = in.whole("eval_count", 0, Integer.MAX_VALUE);
    }

    /** Settles whether the object was Ollama's. */
    static void end(ResponseDraft draft, JsonCursor in) throws MalformedPayloadException {
        boolean line = draft.doneSeen && draft.createdMillis > 0;
        if (draft.entries == null && !line) {
            return;
        }
        draft.recognised = true;
        draft.singleSeen = true;
        draft.lines = true;
        if (draft.entries != null) {
            draft.entries.format = SourceFormat.OLLAMA;
            draft.single.append(draft.entries, in);
        }
    }
}
