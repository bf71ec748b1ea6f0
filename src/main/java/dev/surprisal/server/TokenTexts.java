package dev.surprisal.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What an answer's tokens read, where the prompt was a text and its tokens are the server's own.
 *
 * <p>As served: parts of a character may be U+FFFD, TGI leaves leading spaces off, OpenAI writes
 * {@code bytes:\xe2}. Whoever needs offsets checks that the texts spell the prompt.
 */
public final class TokenTexts {
    private static final ObjectMapper TREES = new ObjectMapper();

    private TokenTexts() {}

    /**
     * The texts of the whole prompt.
     *
     * @param answer as {@link ModelClient} gave it
     * @return [promptTokens] null where the server does not say
     */
    public static String[] of(ServerDialect dialect, ServerAnswer answer) {
        JsonNode body = tree(answer.body());
        String[] texts = new String[answer.promptTokens()];
        switch (dialect) {
            case VLLM_PROMPT_LOGPROBS, VLLM_GENERATE, LLAMA_CPP_FORCED -> vllm(body, texts);
            case SGLANG -> sglang(body, texts);
            case OPENAI_ECHO -> {
                JsonNode tokens = body.path("choices").path(0).path("logprobs").path("tokens");
                for (int i = 0; i < texts.length; i++) {
                    texts[i] = tokens.path(i).textValue();
                }
            }
            case TGI -> {
                JsonNode prefill = body.isArray() ? body.path(0) : body;
                prefill = prefill.path("details").path("prefill");
                for (int i = 0; i < texts.length; i++) {
                    texts[i] = prefill.path(i).path("text").textValue();
                }
            }
        }
        return texts;
    }

    private static void vllm(JsonNode body, String[] texts) {
        JsonNode choice = body.path("choices").path(0);
        JsonNode list =
                choice.has("prompt_logprobs")
                        ? choice.path("prompt_logprobs")
                        : body.path("prompt_logprobs");
        JsonNode ids = choice.path("prompt_token_ids");
        for (int i = 0; i < texts.length; i++) {
            JsonNode entries = list.path(i);
            JsonNode own =
                    entries.size() == 1
                            ? entries.elements().next()
                            : entries.path(ids.path(i).asText());
            texts[i] = own.path("decoded_token").textValue();
        }
    }

    /** The list may start later than the prompt. */
    private static void sglang(JsonNode body, String[] texts) {
        JsonNode answer = body.isArray() ? body.path(0) : body;
        JsonNode list = answer.path("meta_info").path("input_token_logprobs");
        int first = texts.length - list.size();
        for (int i = Math.max(0, first); i < texts.length; i++) {
            texts[i] = list.path(i - first).path(2).textValue();
        }
    }

    private static JsonNode tree(byte[] body) {
        try {
            return TREES.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException("an answer that was read before", e);
        }
    }
}
