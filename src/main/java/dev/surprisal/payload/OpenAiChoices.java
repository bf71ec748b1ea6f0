package dev.surprisal.payload;

/**
 * {@code choices[]}, which every OpenAI-like server has; {@link ChoiceLogprobs} reads what is in
 * {@code choices[].logprobs}. Servers: OpenAI, vLLM, SGLang, TGI, and llama.cpp, whose {@code
 * /v1/completions} answers in chat shape too. Missing: anything about the prompt. Golden cases:
 * openai_chat/*.
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
                case "logprobs" -> ChoiceLogprobs.read(in, choice);
                case "prompt_logprobs" -> choice.prompt = PromptLogprobs.read(in);
                case "prompt_token_ids" -> choice.promptTokenIds = TokenIds.read(in, key);
                case "token_ids" -> choice.tokenIds = TokenIds.read(in, key);
                case "delta" -> deltaId = Together.readDelta(in);
                default -> in.skip();
            }
        }
        Together.end(choice, deltaId);
    }

    static void readFinish(JsonCursor in, ChoiceDraft choice) throws MalformedPayloadException {
        String reason = in.isString() ? in.stringOrNull("finish_reason") : null;
        choice.finished = reason != null;
        choice.stopped = "stop".equals(reason);
        in.skip();
    }
}
