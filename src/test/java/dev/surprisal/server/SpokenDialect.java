package dev.surprisal.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.server.LoopbackServer.Request;
import dev.surprisal.server.LoopbackServer.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Answers in each server's shape (docs/PAYLOADS.md), of a language model that anyone can compute: a
 * token's log-prob depends on its id and its position. Words are tokens, and their ids their length
 * plus 1000.
 */
final class SpokenDialect {
    private SpokenDialect() {}

    /** Of token {@code ids[i]}; a binary fraction, so that no printing rounds it. */
    static double logprob(int[] ids, int i) {
        return -(1 + ((31 * ids[i] + 7 * i) % 64)) / 8.0;
    }

    static int[] wordIds(String text) {
        return words(text).stream().mapToInt(word -> 1000 + word.length()).toArray();
    }

    static List<String> words(String text) {
        return List.of(text.split("(?= )"));
    }

    static int[] ids(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    /** The prompt's ids, from wherever the dialect puts them. */
    static int[] sentIds(JsonNode body) {
        for (String key : List.of("prompt", "token_ids", "input_ids", "text", "inputs")) {
            JsonNode value = body.get(key);
            if (value != null) {
                return value.isArray() ? ids(value) : wordIds(value.asText());
            }
        }
        throw new AssertionError(body);
    }

    static LoopbackServer serve(ServerDialect dialect, LoopbackServer server) {
        return server.on(dialect.path(), request -> answer(dialect, request))
                .on("/v1/models", request -> Response.ok(MODELS));
    }

    static final String MODELS =
            "{\"object\":\"list\",\"data\":[{\"id\":\"toy\",\"max_model_len\":4096}]}";

    /** What an honest server says; 400 to requests that are not of its dialect. */
    static Response answer(ServerDialect dialect, Request request) {
        JsonNode body = request.body();
        if (!speaks(dialect, body)) {
            return Response.of(400, "{\"error\":{\"message\":\"unknown field\"}}");
        }
        int[] ids = sentIds(body);
        return Response.ok(
                switch (dialect) {
                    case VLLM_PROMPT_LOGPROBS ->
                            vllm(
                                    ids,
                                    body.get("prompt_logprobs").asInt(),
                                    body.has("return_token_ids"));
                    case VLLM_GENERATE ->
                            generate(ids, body.at("/sampling_params/prompt_logprobs").asInt());
                    case SGLANG -> sglang(ids, body.get("logprob_start_len").asInt());
                    case OPENAI_ECHO -> echo(ids, ids.length, body.get("max_tokens").asInt());
                    case TGI -> tgi(ids);
                    case LLAMA_CPP_FORCED -> llamaCpp(body);
                });
    }

    private static boolean speaks(ServerDialect dialect, JsonNode body) {
        return switch (dialect) {
            case VLLM_PROMPT_LOGPROBS -> body.has("prompt_logprobs");
            case VLLM_GENERATE -> body.has("token_ids");
            case SGLANG -> body.has("return_logprob");
            case OPENAI_ECHO -> body.path("echo").asBoolean();
            case TGI -> body.at("/parameters/decoder_input_details").asBoolean();
            case LLAMA_CPP_FORCED -> body.has("n_probs");
        };
    }

    static String vllm(int[] ids, int top, boolean withIds) {
        return """
            {"id":"cmpl-1","object":"text_completion","created":1755000000,"model":"toy","choices":[
            {"index":0,"text":"x","logprobs":null,"finish_reason":"length","prompt_logprobs":%s%s}],
            "usage":{"prompt_tokens":%d,"completion_tokens":1}}"""
                .formatted(
                        promptLogprobs(ids, top),
                        withIds ? ",\"prompt_token_ids\":" + list(ids) : "",
                        ids.length);
    }

    static String generate(int[] ids, int top) {
        return """
            {"request_id":"r1","model":"toy","created":1755000000,"choices":[{"index":0,
            "logprobs":null,"token_ids":[5],"finish_reason":"length"}],"prompt_logprobs":%s}"""
                .formatted(promptLogprobs(ids, top));
    }

    /** Likelier tokens than the prompt's own, whose rank is therefore above their number. */
    private static String promptLogprobs(int[] ids, int top) {
        List<String> positions = new ArrayList<>();
        positions.add("null");
        for (int i = 1; i < ids.length; i++) {
            StringBuilder entry = new StringBuilder();
            entry.append(candidate(ids[i], logprob(ids, i), top + 1));
            for (int rank = 1; rank <= top; rank++) {
                entry.append(',').append(candidate(90_000 + rank, -rank / 16.0, rank));
            }
            positions.add("{" + entry + "}");
        }
        return "[" + String.join(",", positions) + "]";
    }

    private static String candidate(int id, double logprob, int rank) {
        return "\"%d\":{\"logprob\":%s,\"rank\":%d,\"decoded_token\":\"t%d\"}"
                .formatted(id, logprob, rank, id);
    }

    private static String sglang(int[] ids, int start) {
        String triples =
                IntStream.range(start, ids.length)
                        .mapToObj(
                                i ->
                                        "[%s,%d,null]"
                                                .formatted(
                                                        i == start ? "null" : logprob(ids, i),
                                                        ids[i]))
                        .collect(Collectors.joining(","));
        return """
            {"text":"!","meta_info":{"id":"9f","finish_reason":{"type":"length","length":1},
            "prompt_tokens":%d,"completion_tokens":1,"input_token_logprobs":[%s],
            "output_token_logprobs":[[-0.25,0,null]]}}"""
                .formatted(ids.length, triples);
    }

    /** Entries of {@code ids}, with what was generated, under a usage of {@code counted}. */
    static String echo(int[] ids, int counted, int generated) {
        List<String> values = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            values.add(i == 0 ? "null" : Double.toString(logprob(ids, i)));
            tokens.add("\"t" + i + "\"");
        }
        for (int i = 0; i < generated; i++) {
            values.add("-0.5");
            tokens.add("\"!\"");
        }
        return """
            {"id":"cmpl-1","object":"text_completion","created":1755000000,"model":"toy","choices":[
            {"index":0,"text":"x","logprobs":{"tokens":[%s],"token_logprobs":[%s]},
            "finish_reason":"length"}],"usage":{"prompt_tokens":%d,"completion_tokens":%d}}"""
                .formatted(String.join(",", tokens), String.join(",", values), counted, generated);
    }

    static String tgi(int[] ids) {
        String prefill =
                IntStream.range(0, ids.length)
                        .mapToObj(
                                i ->
                                        "{\"id\":%d,\"text\":\"t\",\"logprob\":%s}"
                                                .formatted(
                                                        ids[i], i == 0 ? "null" : logprob(ids, i)))
                        .collect(Collectors.joining(","));
        return """
            {"generated_text":"x","details":{"finish_reason":"length","generated_tokens":1,
            "prefill":[%s],"tokens":[{"id":3,"text":"x","logprob":-0.5,"special":false}]}}"""
                .formatted(prefill);
    }

    private static String llamaCpp(JsonNode body) {
        int[] before = ids(body.get("prompt"));
        int[] ids =
                IntStream.concat(
                                IntStream.of(before),
                                IntStream.of(body.at("/logit_bias/0/0").asInt()))
                        .toArray();
        int last = ids.length - 1;
        return """
            {"content":"x","model":"toy","tokens_predicted":1,"tokens_evaluated":%d,"stop":true,
            "completion_probabilities":[{"id":%d,"token":"x","bytes":[120],"logprob":%s,
            "top_logprobs":[{"id":90001,"token":"y","bytes":[121],"logprob":-0.0625}]}]}"""
                .formatted(last, ids[last], logprob(ids, last));
    }

    private static String list(int[] ids) {
        return IntStream.of(ids)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "[", "]"));
    }
}
