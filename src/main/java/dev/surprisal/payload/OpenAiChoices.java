package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;

/**
 * {@code choices[]}, which every OpenAI-like server has; the members of {@code choices[].logprobs}
 * tell the legacy arrays from the chat lists.
 *
 * <p>Chat lists are {@code content} and {@code refusal}, of which one is null as a rule; the other
 * way round an answer that turns into a refusal continues. Servers: OpenAI, vLLM, SGLang, TGI, and
 * llama.cpp, whose {@code /v1/completions} answers in chat shape too. Missing: anything about the
 * prompt. Golden cases: openai_chat/*.
 */
final class OpenAiChoices {
    private OpenAiChoices() {}

    static void read(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.recognised = true;
        if (in.isNull()) {
            return;
        }
        in.expectArray("choices");
        int ordinal = 0;
        while (in.nextElement()) {
            in.expectObject("choices[]");
            ChoiceDraft choice = new ChoiceDraft();
            choice.index = ordinal++;
            readChoice(in, choice);
            draft.add(choice, in);
        }
    }

    private static void readChoice(JsonCursor in, ChoiceDraft choice)
            throws MalformedPayloadException {
        int deltaId = TokenColumns.NO_ID;
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "index" -> {
                    if (!in.isNull()) {
                        choice.index = (int) in.whole("choices[].index", 0, Integer.MAX_VALUE);
                    }
                }
                case "finish_reason" -> readFinish(in, choice);
                case "logprobs" -> readLogprobs(in, choice);
                case "prompt_logprobs" -> choice.prompt = PromptLogprobs.read(in);
                case "prompt_token_ids" -> choice.promptTokenIds = TokenIds.read(in, key);
                case "token_ids" -> choice.tokenIds = TokenIds.read(in, key);
                case "delta" -> deltaId = Together.readDelta(in);
                default -> in.skip();
            }
        }
        Together.end(choice, deltaId);
    }

    private static void readFinish(JsonCursor in, ChoiceDraft choice)
            throws MalformedPayloadException {
        String reason = in.isString() ? in.stringOrNull("finish_reason") : null;
        choice.finished = reason != null;
        choice.stopped = "stop".equals(reason);
        in.skip();
    }

    private static void readLogprobs(JsonCursor in, ChoiceDraft choice)
            throws MalformedPayloadException {
        if (in.isNull()) {
            return;
        }
        if (choice.format != null) {
            throw in.fault("choices[].logprobs stands twice");
        }
        if (in.isNumber() || in.isArray()) {
            Together.readBare(in, choice);
            return;
        }
        in.expectObject("choices[].logprobs");
        LegacyArrays.Texts texts = new LegacyArrays.Texts();
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "token_ids", "top_logprobs" -> LegacyArrays.read(key, in, choice, texts);
                case "token_logprobs", "tokens" -> {
                    choice.shape(SourceFormat.OPENAI_COMPLETIONS, in);
                    LegacyArrays.read(key, in, choice, texts);
                }
                case "content", "refusal" -> {
                    choice.shape(SourceFormat.OPENAI_CHAT, in);
                    TokenEntries.read(in, choice, "choices[].logprobs." + key);
                }
                default -> in.skip();
            }
        }
        texts.joinTo(choice, in);
    }
}
