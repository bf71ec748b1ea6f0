package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;

/**
 * OpenAI's Responses API: {@code output[].content[].logprobs[].logprob}, whole or as events of a
 * stream.
 *
 * <p>OpenAI 2025-03 and later; vLLM. {@code created_at} is a float. In a stream only the first and
 * the last events ({@code response.created}, {@code response.completed}) have id, model and time;
 * tokens come in {@code response.output_text.delta}, and again in three more events. So each is
 * counted once: the answer inside the last event replaces the deltas if it has tokens (vLLM leaves
 * them out); a delta whose sequence_number is not above the last one's is a repeat; the other
 * events are passed over. Missing: ids, and the tokens of reasoning and tool calls. Golden cases:
 * openai_responses/*.
 */
final class OpenAiResponse {
    private static final String DELTA = "response.output_text.delta";
    private static final String CONTENT = "output[].content";
    private static final String ENTRIES = "output[].content[].logprobs";

    /** Whether the object is an event of a stream, or the answer inside one. */
    private boolean event;

    private boolean deltaSeen;
    private boolean outputSeen;
    private boolean finished;

    /** Number of the event, or of the last one appended; 0 if it has none. */
    private long sequence;

    /** Tokens of {@code output}; null if there is none, as in most objects. */
    private ChoiceDraft output;

    /** Event types all begin alike; other servers' types are passed over. */
    static void readType(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isString()) {
            in.skip();
            return;
        }
        String type = in.string("type");
        if (type.equals("error")) {
            draft.recognised = true;
            draft.failed = true;
        } else if (type.startsWith("response.")) {
            draft.recognised = true;
            draft.responses.event = true;
            draft.responses.deltaSeen = type.equals(DELTA);
        }
    }

    static void readSequence(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (in.isNumber()) {
            long least = Integer.MIN_VALUE;
            draft.responses.sequence = in.whole("sequence_number", least, Integer.MAX_VALUE);
        } else {
            in.skip();
        }
    }

    static void readStatus(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (in.isString()) {
            String status = in.string("status");
            draft.responses.finished = status.equals("completed") || status.equals("incomplete");
        } else {
            in.skip();
        }
    }

    /** Messages, tool calls and so on; only messages have content with log-probs. */
    static void readOutput(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isArray()) {
            in.skip();
            return;
        }
        if (draft.responses.output != null) {
            throw in.fault("output stands twice");
        }
        draft.responses.output = new ChoiceDraft();
        CharSlice chars = new CharSlice();
        while (in.nextElement()) {
            if (in.isObject()) {
                draft.responses.readItem(in, chars);
            } else {
                in.skip();
            }
        }
    }

    private void readItem(JsonCursor in, CharSlice chars) throws MalformedPayloadException {
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (key.equals("type") && in.isString()) {
                outputSeen = true;
            } else if (key.equals("content") && in.isArray()) {
                while (in.nextElement()) {
                    in.expectObject(CONTENT + "[]");
                    readPart(in, chars);
                }
            } else {
                in.skip();
            }
        }
    }

    private void readPart(JsonCursor in, CharSlice chars) throws MalformedPayloadException {
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (key.equals("logprobs") && !in.isNull()) {
                in.expectArray(ENTRIES);
                while (in.nextElement()) {
                    TokenEntries.readEntry(in, output, ENTRIES, chars);
                }
            } else {
                in.skip();
            }
        }
    }

    /** Settles what the object was. */
    void end(ResponseDraft draft, JsonCursor in) throws MalformedPayloadException {
        if (event) {
            endEvent(draft, in);
        }
        if (!outputSeen) {
            return;
        }
        draft.recognised = true;
        draft.singleSeen = true;
        draft.single.finished |= finished;
        if (draft.outputTokens >= 0) {
            // What was thought is counted and never shown.
            draft.completionTokens = Math.max(0, draft.outputTokens - draft.reasoningTokens);
        }
        output.format = output.tokens.size() > 0 ? SourceFormat.OPENAI_RESPONSES : null;
        draft.single.append(output, in);
    }

    private void endEvent(ResponseDraft draft, JsonCursor in) throws MalformedPayloadException {
        ChoiceDraft entries = draft.entries;
        draft.entries = null;
        if (deltaSeen && entries != null) {
            entries.format = SourceFormat.OPENAI_RESPONSES;
            draft.singleSeen = true;
            draft.single.append(entries, in);
        }
    }

    /** Says that this answer stood inside the event {@code outer}: it is all there is so far. */
    void inside(OpenAiResponse outer, ResponseDraft draft) {
        event = true;
        sequence = outer.sequence;
        for (ChoiceDraft choice : draft.choices()) {
            choice.whole = true;
        }
    }

    boolean event() {
        return event;
    }

    /** A piece of text: by itself it belongs to nothing, and the answer's last event repeats it. */
    boolean delta() {
        return deltaSeen;
    }

    /** Whether the event goes on with what came before it; only the first and last have ids. */
    boolean follows(ResponseDraft latest, String id) {
        return event
                && latest != null
                && latest.responses.event
                && (deltaSeen || latest.id == null || latest.id.equals(id));
    }

    /** Whether a chunk was here before: sequence numbers rise, where a server gives them. */
    boolean repeats(ResponseDraft chunk) {
        long number = chunk.responses.sequence;
        boolean repeat = chunk.responses.deltaSeen && number > 0 && number <= sequence;
        sequence = Math.max(sequence, number);
        return repeat;
    }
}
