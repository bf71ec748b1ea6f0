package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;

/**
 * One of KoboldCpp's {@code results[]} from {@code POST /api/v1/generate} with {@code logprobs}:
 * what an OpenAI-like choice holds, beside {@code text}, {@code prompt_tokens} and {@code
 * completion_tokens}.
 *
 * <p>1.80 and later. The values are of the candidates that samplers left, or of all, by version:
 * unknown. Missing: model, id, time, the prompt. Golden cases: koboldcpp/*.
 */
final class KoboldResult {
    private KoboldResult() {}

    /** Reads one member of a result. */
    static void read(String key, JsonCursor in, ChoiceDraft answer, ResponseDraft draft)
            throws MalformedPayloadException {
        switch (key) {
            case "finish_reason" -> OpenAiChoices.readFinish(in, answer);
            case "completion_tokens" -> answer.predicted = WatsonxResults.count(in, key);
            case "logprobs" -> {
                draft.recognised = true;
                ChoiceLogprobs.read(in, answer);
                if (answer.format != null) {
                    answer.format = null;
                    answer.shape(SourceFormat.KOBOLDCPP, in);
                }
            }
            default -> in.skip();
        }
    }
}
