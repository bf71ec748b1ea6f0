package dev.surprisal.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.payload.MalformedPayloadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/**
 * A prompt asked of llama.cpp, token by token: each request holds what comes before a token and
 * forces that token, whose log-prob is of the raw logits (b4365 and later). One after the other, so
 * that the server's cache of the prefix serves the next.
 *
 * <p>Forcing by grammar would be wrong: it fixes the text and leaves the tokens open.
 */
final class ForcedPrompt {
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper TREES = new ObjectMapper();

    private final ServerProfile profile;
    private final ScoringPrompt prompt;
    private final RetryingCalls calls;
    private final ByteArrayOutputStream joined = new ByteArrayOutputStream(1024);
    private final JsonGenerator json;

    ForcedPrompt(ServerProfile profile, ScoringPrompt prompt, RetryingCalls calls) {
        this.profile = profile;
        this.prompt = prompt;
        this.calls = calls;
        try {
            json = JSON.createGenerator(joined);
            begin();
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
    }

    CompletableFuture<ServerAnswer> ask() {
        return askFrom(prompt.scoredFrom());
    }

    private CompletableFuture<ServerAnswer> askFrom(int index) {
        CompletableFuture<byte[]> entry =
                calls.post(
                        profile.dialect().path(),
                        RequestBody.forced(prompt, index),
                        body -> checked(body, index));
        return entry.thenCompose(
                body -> {
                    add(body, index);
                    return index + 1 < prompt.tokenIds().length ? askFrom(index + 1) : end();
                });
    }

    /** The answer if it is of the forced token behind the whole prefix. */
    private byte[] checked(byte[] body, int index) throws RefusedAnswerException {
        JsonNode answer = tree(body);
        JsonNode entries = answer.path("completion_probabilities");
        JsonNode evaluated = answer.path("tokens_evaluated");
        if (evaluated.isNumber() && evaluated.asInt() != index) {
            throw new RefusedAnswerException(
                    "%d tokens were sent, the server counts %d: it changes the prompt"
                            .formatted(index, evaluated.asInt()));
        }
        JsonNode entry = entries.path(0);
        if (entries.size() != 1 || !entry.path("id").isInt() || !entry.path("logprob").isNumber()) {
            throw new RefusedAnswerException(
                    "%d entries of completion_probabilities with id and logprob, expected 1"
                                    .formatted(entries.size())
                            + " (llama.cpp b4365 or later)");
        }
        if (entry.path("id").asInt() != prompt.tokenIds()[index]) {
            throw new RefusedAnswerException(
                    "token %d was forced and %d came: logit_bias is ignored"
                            .formatted(prompt.tokenIds()[index], entry.path("id").asInt()));
        }
        return body;
    }

    private static JsonNode tree(byte[] body) throws RefusedAnswerException {
        try {
            return TREES.readTree(body);
        } catch (IOException e) {
            throw new RefusedAnswerException("the answer is no JSON");
        }
    }

    /** Opens a body in vLLM's shape, which has a place for all that llama.cpp says. */
    private void begin() throws IOException {
        json.writeStartObject();
        if (profile.model() != null) {
            json.writeStringField("model", profile.model());
        }
        json.writeArrayFieldStart("choices");
        json.writeStartObject();
        json.writeNumberField("index", 0);
        json.writeFieldName("prompt_token_ids");
        json.writeArray(prompt.tokenIds(), 0, prompt.tokenIds().length);
        json.writeArrayFieldStart("prompt_logprobs");
        for (int i = 0; i < prompt.scoredFrom(); i++) {
            json.writeNull();
        }
    }

    private void add(byte[] body, int index) {
        try {
            JsonNode entry = TREES.readTree(body).path("completion_probabilities").path(0);
            int id = prompt.tokenIds()[index];
            json.writeStartObject();
            candidate(id, entry.path("logprob").asDouble());
            if (prompt.topLogprobs() > 0) {
                for (JsonNode top : entry.path("top_logprobs")) {
                    if (top.path("id").asInt(id) != id) {
                        candidate(top.path("id").asInt(), top.path("logprob").asDouble());
                    }
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
    }

    private void candidate(int id, double logprob) throws IOException {
        json.writeObjectFieldStart(Integer.toString(id));
        json.writeNumberField("logprob", logprob);
        json.writeEndObject();
    }

    private CompletableFuture<ServerAnswer> end() {
        try {
            json.writeEndArray();
            json.writeStringField("finish_reason", "length");
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.close();
            return CompletableFuture.completedFuture(
                    AnswerReader.read(profile.dialect(), prompt, joined.toByteArray()));
        } catch (IOException | RefusedAnswerException | MalformedPayloadException e) {
            return CompletableFuture.failedFuture(
                    new ServerFailedException(null, e.getMessage(), 0, 1, e));
        }
    }
}
