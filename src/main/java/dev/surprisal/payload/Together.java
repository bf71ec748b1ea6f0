package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;

/**
 * What Together does its own way: an echoed prompt stands at the top level, {@code
 * prompt[].logprobs.token_logprobs}; a stream's {@code choices[].logprobs} is a number, with the id
 * in {@code delta.token_id}; and an answer's can be an array of numbers.
 *
 * <p>Together's API of 2026. Otherwise its choices hold legacy arrays, on chat too, with {@code
 * token_ids}, see {@link LegacyArrays}: with the prompt apart they are never taken for an echo.
 * Missing: which distribution the answer's values are of. Golden cases: together/*.
 */
final class Together {
    private static final String BARE = "choices[].logprobs";
    private static final String PROMPT = "prompt[].logprobs";

    private Together() {}

    /** A number, or an array of them. */
    static void readBare(JsonCursor in, ChoiceDraft choice) throws MalformedPayloadException {
        choice.shape(SourceFormat.TOGETHER, in);
        if (in.isNumber()) {
            choice.tokens.read(in, BARE);
            return;
        }
        while (in.nextElement()) {
            choice.tokens.read(in, BARE + "[]");
        }
    }

    /** The id of a chunk's token; -1 if the delta has none. */
    static int readDelta(JsonCursor in) throws MalformedPayloadException {
        int id = TokenColumns.NO_ID;
        if (!in.isObject()) {
            in.skip();
            return id;
        }
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (key.equals("token_id") && in.isNumber()) {
                id = (int) in.whole("choices[].delta.token_id", 0, Integer.MAX_VALUE);
            } else {
                in.skip();
            }
        }
        return id;
    }

    /** Names a chunk's only token. */
    static void end(ChoiceDraft choice, int deltaId) {
        if (choice.format == SourceFormat.TOGETHER && choice.tokens.size() == 1) {
            choice.tokens.idOfLast(deltaId);
        }
    }

    /** The top-level prompt; other servers repeat the request's text or ids there. */
    static void readPrompt(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isArray()) {
            in.skip();
            return;
        }
        while (in.nextElement()) {
            if (in.isObject()) {
                readOne(in, draft);
            } else {
                in.skip();
            }
        }
    }

    private static void readOne(JsonCursor in, ResponseDraft draft)
            throws MalformedPayloadException {
        ChoiceDraft prompt = new ChoiceDraft();
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (key.equals("logprobs") && in.isObject()) {
                readArrays(in, prompt);
            } else {
                in.skip();
            }
        }
        if (prompt.tokens.size() == 0) {
            return;
        }
        if (!in.claimChoice()) {
            throw in.fault("more than " + Budget.CHOICES_MAX + " answers in one payload");
        }
        draft.recognised = true;
        draft.prompts.add(prompt.tokens);
    }

    private static void readArrays(JsonCursor in, ChoiceDraft prompt)
            throws MalformedPayloadException {
        if (prompt.tokens.size() > 0) {
            throw in.fault(PROMPT + " stands twice");
        }
        LegacyArrays.Texts texts = new LegacyArrays.Texts();
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "token_logprobs", "tokens", "token_ids", "top_logprobs" ->
                        LegacyArrays.read(key, in, prompt, texts);
                default -> in.skip();
            }
        }
        texts.joinTo(prompt, in);
    }
}
