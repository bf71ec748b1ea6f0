package dev.surprisal.payload;

import dev.surprisal.event.Extent;
import dev.surprisal.event.SourceFormat;

/**
 * One event of an OpenAI-like stream that is a payload by itself, as a topic carries them. Its
 * answer's entries follow those of the chunk before it in the source, and a chunk that only says
 * that the answer has finished counts, so that the end is known.
 *
 * <p>Chat names its chunks. {@code text_completion} is the name of chunks and of whole answers:
 * whole ones have usage and a finish_reason, and their usage counts no more than their entries. A
 * whole answer that is taken for a chunk is an answer of one chunk, which is the same; the last
 * chunk taken for a whole answer would stand for all of it. So, in doubt, it is a chunk. Without a
 * name of its own a chunk belongs to nothing and stays by itself.
 */
final class LoneChunk {
    private static final String CHAT = "chat.completion.chunk";
    private static final String TEXT = "text_completion";

    private LoneChunk() {}

    static void readObject(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isString()) {
            in.skip();
            return;
        }
        draft.object = in.string("object");
        draft.recognised |= draft.object.equals("response");
        draft.streamed |= draft.object.equals(CHAT);
    }

    /** Whether the answers of this payload follow what came before it. */
    static boolean is(ResponseDraft draft, EchoSplit echo) {
        boolean logged = draft.envelope != null && draft.envelope.gateway != null;
        if (!draft.alone || logged || !named(draft)) {
            return false;
        }
        return CHAT.equals(draft.object)
                || (TEXT.equals(draft.object) && withoutWholeUsage(draft, echo));
    }

    private static boolean named(ResponseDraft draft) {
        NativeRecord record = draft.recordOrEnvelope();
        boolean outer = draft.envelope != null && draft.envelope.id != null;
        return draft.id != null || outer || (record != null && record.document != null);
    }

    private static boolean withoutWholeUsage(ResponseDraft draft, EchoSplit echo) {
        if (draft.promptTokens < 0 && draft.completionTokens < 0) {
            return true;
        }
        boolean unfinished = true;
        long entries = 0;
        for (ChoiceDraft choice : draft.choices()) {
            unfinished &= !choice.finished;
            entries += choice.tokens.size() - echo.promptLength(choice);
        }
        // vLLM's continuous_usage_stats: the count so far.
        return unfinished || (entries > 0 && draft.completionTokens > entries);
    }

    /**
     * A chunk's place: behind the one before it. A count of the tokens so far is kept even where
     * nothing is missing, since it tells a chunk that was delivered twice.
     */
    static Extent extent(Extent own, long counted) {
        int soFar = counted > 0 ? (int) counted : -1;
        return new Extent(0, soFar, own.entriesAvailable(), own.finished()).following();
    }

    /** Whether the answer says nothing but that it has finished. */
    static boolean onlyEnds(ChoiceDraft choice, Prompts prompts) {
        return choice.finished && choice.tokenless() && prompts.size() == 0;
    }

    /** The shape that the answer's entries would have. */
    static SourceFormat format(ResponseDraft draft) {
        return TEXT.equals(draft.object)
                ? SourceFormat.OPENAI_COMPLETIONS
                : SourceFormat.OPENAI_CHAT;
    }
}
