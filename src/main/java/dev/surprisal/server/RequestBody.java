package dev.surprisal.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What is posted, by dialect. */
final class RequestBody {
    private static final JsonFactory JSON = new JsonFactory();

    /** Above any difference of logits, and a float32. */
    private static final double FORCING_BIAS = 1e6;

    private RequestBody() {}

    /** The request for a whole prompt; not for llama.cpp, which takes one a token. */
    static byte[] of(ServerProfile profile, ScoringPrompt prompt) {
        return write(
                json -> {
                    switch (profile.dialect()) {
                        case VLLM_PROMPT_LOGPROBS -> vllm(json, profile, prompt);
                        case VLLM_GENERATE -> vllmGenerate(json, profile, prompt);
                        case SGLANG -> sglang(json, profile, prompt);
                        case OPENAI_ECHO -> echo(json, profile, prompt);
                        case TGI -> tgi(json, profile, prompt);
                        case LLAMA_CPP_FORCED -> throw new AssertionError(profile.dialect());
                    }
                });
    }

    /**
     * llama.cpp's request for one token: the bias makes the sampler take it, and the log-prob that
     * is reported is of the raw logits, without the bias.
     */
    static byte[] forced(ScoringPrompt prompt, int index) {
        return write(
                json -> {
                    json.writeFieldName("prompt");
                    json.writeArray(prompt.tokenIds(), 0, index);
                    json.writeNumberField("n_predict", 1);
                    json.writeNumberField("temperature", 0);
                    json.writeNumberField("n_probs", Math.max(1, prompt.topLogprobs()));
                    json.writeBooleanField("post_sampling_probs", false);
                    json.writeBooleanField("stream", false);
                    json.writeArrayFieldStart("logit_bias");
                    json.writeStartArray();
                    json.writeNumber(prompt.tokenIds()[index]);
                    json.writeNumber(FORCING_BIAS);
                    json.writeEndArray();
                    json.writeEndArray();
                });
    }

    private static void vllm(JsonGenerator json, ServerProfile profile, ScoringPrompt prompt)
            throws IOException {
        model(json, profile);
        prompt(json, profile, prompt, "prompt", "prompt");
        json.writeNumberField("max_tokens", profile.maxTokens());
        json.writeNumberField("temperature", 0);
        json.writeNumberField("prompt_logprobs", prompt.topLogprobs());
        // Among several entries a position only ids tell which is the prompt's; and ids that come
        // back show that the prompt was not changed.
        json.writeBooleanField("return_token_ids", true);
    }

    private static void vllmGenerate(
            JsonGenerator json, ServerProfile profile, ScoringPrompt prompt) throws IOException {
        model(json, profile);
        prompt(json, profile, prompt, "token_ids", null);
        json.writeObjectFieldStart("sampling_params");
        json.writeNumberField("max_tokens", profile.maxTokens());
        json.writeNumberField("temperature", 0);
        json.writeNumberField("prompt_logprobs", prompt.topLogprobs());
        json.writeEndObject();
        json.writeBooleanField("stream", false);
    }

    private static void sglang(JsonGenerator json, ServerProfile profile, ScoringPrompt prompt)
            throws IOException {
        prompt(json, profile, prompt, "input_ids", "text");
        json.writeObjectFieldStart("sampling_params");
        json.writeNumberField("max_new_tokens", profile.maxTokens());
        json.writeNumberField("temperature", 0);
        json.writeEndObject();
        json.writeBooleanField("return_logprob", true);
        json.writeNumberField("logprob_start_len", profile.dialect().firstAsked(prompt));
        json.writeNumberField("top_logprobs_num", prompt.topLogprobs());
        if (!profile.tokenIds()) {
            json.writeBooleanField("return_text_in_logprobs", true);
        }
        json.writeBooleanField("stream", false);
    }

    private static void echo(JsonGenerator json, ServerProfile profile, ScoringPrompt prompt)
            throws IOException {
        model(json, profile);
        prompt(json, profile, prompt, "prompt", "prompt");
        json.writeNumberField("max_tokens", profile.maxTokens());
        json.writeNumberField("temperature", 0);
        json.writeBooleanField("echo", true);
        // 0 means "the chosen one" to some servers and "none" to others.
        json.writeNumberField("logprobs", Math.max(1, prompt.topLogprobs()));
    }

    private static void tgi(JsonGenerator json, ServerProfile profile, ScoringPrompt prompt)
            throws IOException {
        prompt(json, profile, prompt, null, "inputs");
        json.writeObjectFieldStart("parameters");
        json.writeNumberField("max_new_tokens", Math.max(1, profile.maxTokens()));
        json.writeBooleanField("details", true);
        json.writeBooleanField("decoder_input_details", true);
        if (prompt.topLogprobs() > 0) {
            json.writeNumberField("top_n_tokens", prompt.topLogprobs());
        }
        json.writeEndObject();
    }

    private static void model(JsonGenerator json, ServerProfile profile) throws IOException {
        if (profile.model() != null) {
            json.writeStringField("model", profile.model());
        }
    }

    private static void prompt(
            JsonGenerator json,
            ServerProfile profile,
            ScoringPrompt prompt,
            String idsKey,
            String textKey)
            throws IOException {
        if (profile.tokenIds()) {
            json.writeFieldName(idsKey);
            json.writeArray(prompt.tokenIds(), 0, prompt.tokenIds().length);
        } else {
            json.writeStringField(textKey, prompt.text());
        }
    }

    private interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private static byte[] write(Fields fields) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(512);
                JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
            json.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
    }
}
