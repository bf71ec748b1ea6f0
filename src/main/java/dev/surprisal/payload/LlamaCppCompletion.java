package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;

/**
 * llama.cpp's own {@code POST /completion}, {@code completion_probabilities[].logprob} at the top
 * level, since b4365 (2024-12).
 *
 * <p>Log-probs are natural, of the raw logits; with {@code post_sampling_probs} they are linear
 * {@code prob} after the sampler. Several prompts give a JSON array, or events interleaved by
 * {@code index}. Missing: id and time; model but in the last event; the prompt's log-probs; and
 * entries, where a character took several tokens or a stop string was cut off: {@code
 * tokens_predicted} then exceeds the entries. Older builds: {@link LlamaCppOldEntry}. Golden cases:
 * llamacpp/*.
 */
final class LlamaCppCompletion {
    private static final String LIST = "completion_probabilities";

    private LlamaCppCompletion() {}

    static void readProbabilities(JsonCursor in, ResponseDraft draft)
            throws MalformedPayloadException {
        if (draft.single.format != null) {
            throw in.fault("completion_probabilities stands twice");
        }
        ChoiceDraft answer = use(draft);
        in.format(SourceFormat.LLAMACPP);
        LlamaCppOldEntry old = new LlamaCppOldEntry();
        if (!in.isNull()) {
            in.expectArray(LIST);
            CharSlice chars = new CharSlice();
            while (in.nextElement()) {
                TokenEntries.readEntry(in, answer, LIST, chars, old);
            }
        }
        answer.shape(old.used() ? SourceFormat.LLAMACPP_OLD : SourceFormat.LLAMACPP, in);
    }

    static void readPredicted(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        use(draft).predicted = in.whole("tokens_predicted", 0, Integer.MAX_VALUE);
    }

    /** Only llama.cpp has a boolean here; elsewhere {@code stop} echoes the request. */
    static void readStop(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.single.finished = in.isTrue();
        in.skip();
    }

    static void readIndex(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (in.isNumber()) {
            draft.single.index = (int) in.whole("index", 0, Integer.MAX_VALUE);
            draft.indexSeen = true;
        }
        in.skip();
    }

    private static ChoiceDraft use(ResponseDraft draft) {
        draft.recognised = true;
        draft.singleSeen = true;
        return draft.single;
    }
}
