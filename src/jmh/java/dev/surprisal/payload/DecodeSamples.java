package dev.surprisal.payload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * One payload of {@link SampleJson#TOKENS} tokens in the shape of each format, with made-up values.
 */
final class DecodeSamples {
    /** What a row of the table is called, and the payload. */
    record Sample(String name, String payload) {}

    private final SampleJson json = new SampleJson();
    private final List<Sample> samples = new ArrayList<>();

    private DecodeSamples() {}

    static List<Sample> all() {
        DecodeSamples all = new DecodeSamples();
        all.openAi();
        all.vllm();
        all.servers();
        all.llamaCpp();
        all.triton();
        all.hosted();
        all.wrapped();
        return all.samples;
    }

    private void add(String name, String payload) {
        samples.add(new Sample(name, payload));
    }

    private void openAi() {
        add("openai.completions, top 5", json.legacy(true));
        add("openai.completions, no top", json.legacy(false));
        add("openai.chat, top 20", json.chat(20));
        add("openai.chat, no top", json.chat(0));
        add("openai.chat, stream, top 5", json.chatStream(5));
        add("openai.chat, stream, no top", json.chatStream(0));
        add(
                "openai.responses, top 5",
                "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1755000000.5,"
                        + "\"status\":\"completed\",\"model\":\"m\",\"output\":[{\"type\":\"message\","
                        + "\"content\":[{\"type\":\"output_text\",\"text\":\"\",\"logprobs\":"
                        + json.entries(5)
                        + "}]}]}");
    }

    private void vllm() {
        IntFunction<String> ranked =
                i ->
                        SampleJson.object(
                                6,
                                k ->
                                        "\"%d\":{\"logprob\":%s,\"rank\":%d,\"decoded_token\":\"%s\"}"
                                                .formatted(
                                                        json.id() + k,
                                                        json.value(),
                                                        k + 1,
                                                        json.text()));
        String prompt = "[null," + SampleJson.list(SampleJson.TOKENS, ranked).substring(1);
        add(
                "vllm.prompt, top 5",
                "{\"id\":\"cmpl-1\",\"created\":1755000000,\"model\":\"m\",\"choices\":[{\"index\":0,"
                        + "\"text\":\"\",\"prompt_logprobs\":"
                        + prompt
                        + "}]}");
        String bare =
                SampleJson.list(
                        SampleJson.TOKENS,
                        i ->
                                SampleJson.object(
                                        6, k -> "\"" + json.text() + k + "\":" + json.value()));
        add(
                "vllm.prompt, Rust, top 5",
                "{\"id\":\"cmpl-1\",\"choices\":[{\"index\":0,\"prompt_logprobs\":" + bare + "}]}");
        String ids = "[" + json.entries(5, () -> "token_id:" + json.id()) + "]";
        add(
                "vllm.generate, top 5",
                "{\"request_id\":\"r\",\"choices\":[{\"index\":0,\"logprobs\":{\"content\":"
                        + ids.substring(1, ids.length() - 1)
                        + "},\"token_ids\":"
                        + SampleJson.list(SampleJson.TOKENS, i -> "" + json.id())
                        + "}]}");
    }

    private void servers() {
        String triples = SampleJson.list(SampleJson.TOKENS, i -> json.triple());
        String tops =
                SampleJson.list(SampleJson.TOKENS, i -> SampleJson.list(5, k -> json.triple()));
        String meta =
                "{\"text\":\"\",\"meta_info\":{\"id\":\"s\",\"prompt_tokens\":200,"
                        + "\"completion_tokens\":200,\"finish_reason\":{\"type\":\"length\"},";
        add(
                "sglang, top 5",
                meta
                        + "\"input_token_logprobs\":"
                        + triples
                        + ",\"input_top_logprobs\":"
                        + tops
                        + ",\"output_token_logprobs\":"
                        + triples
                        + ",\"output_top_logprobs\":"
                        + tops
                        + "}}");
        add("sglang, no top", meta + "\"output_token_logprobs\":" + triples + "}}");
        IntFunction<String> token =
                i ->
                        "{\"id\":%d,\"text\":\"%s\",\"logprob\":%s,\"special\":false}"
                                .formatted(json.id(), json.text(), json.value());
        String tokens = SampleJson.list(SampleJson.TOKENS, token);
        add(
                "tgi, top 5",
                "{\"generated_text\":\"\",\"details\":{\"finish_reason\":\"length\",\"prefill\":"
                        + tokens
                        + ",\"tokens\":"
                        + tokens
                        + ",\"top_tokens\":"
                        + SampleJson.list(SampleJson.TOKENS, i -> SampleJson.list(5, token))
                        + "}}");
        add(
                "tgi, stream, top 5",
                SampleJson.events(
                        i ->
                                "{\"index\":%d,\"token\":%s,\"top_tokens\":%s,\"generated_text\":null}"
                                        .formatted(i, token.apply(i), SampleJson.list(5, token))));
        add(
                "ollama, top 5",
                "{\"model\":\"m\",\"created_at\":\"2026-01-01T00:00:00Z\",\"response\":\"\","
                        + "\"done\":true,\"logprobs\":"
                        + json.entries(5)
                        + "}");
        add(
                "ollama, lines, top 5",
                SampleJson.lines(
                        i ->
                                "{\"model\":\"m\",\"created_at\":\"2026-01-01T00:00:00Z\","
                                        + "\"response\":\"a\",\"done\":"
                                        + (i == SampleJson.TOKENS - 1)
                                        + ",\"logprobs\":["
                                        + json.entry(json.text(), 5, false)
                                        + "]}"));
    }

    private void llamaCpp() {
        String body = "{\"index\":0,\"content\":\"\",\"stop\":true,\"completion_probabilities\":";
        add(
                "llamacpp, top 10",
                body
                        + SampleJson.list(SampleJson.TOKENS, i -> json.entry(json.text(), 10, true))
                        + "}");
        add(
                "llamacpp, post-sampling, top 10",
                body
                        + SampleJson.list(
                                SampleJson.TOKENS,
                                i ->
                                        json.entry(json.text(), 10, true)
                                                .replace("top_logprobs", "top_probs")
                                                .replaceAll(
                                                        "\"logprob\":-[^,}]*",
                                                        "\"prob\":" + json.probability()))
                        + "}");
        add(
                "llamacpp, stream, top 5",
                SampleJson.events(
                        i ->
                                "{\"index\":0,\"content\":\"\",\"stop\":false,"
                                        + "\"completion_probabilities\":["
                                        + json.entry(json.text(), 5, true)
                                        + "]}"));
        add(
                "llamacpp.old, top 10",
                body
                        + SampleJson.list(
                                SampleJson.TOKENS,
                                i ->
                                        "{\"content\":\" t0\",\"probs\":%s}"
                                                .formatted(SampleJson.list(10, this::oldProb)))
                        + "}");
    }

    private String oldProb(int k) {
        return "{\"prob\":%s,\"tok_str\":\" t%d\"}".formatted(json.probability(), k);
    }

    private void triton() {
        add(
                "triton.generate",
                "{\"model_name\":\"m\",\"text_output\":\"\",\"output_log_probs\":"
                        + SampleJson.list(SampleJson.TOKENS, i -> json.value())
                        + "}");
        String maps =
                SampleJson.list(
                        SampleJson.TOKENS,
                        i ->
                                SampleJson.object(
                                        6,
                                        k ->
                                                "\"%d\":{\"logprob\":%s,\"rank\":%d}"
                                                        .formatted(
                                                                json.id() + k,
                                                                json.value(),
                                                                k + 1)));
        add(
                "triton.vllm, top 5",
                SampleJson.tensor(
                        "logprobs", "BYTES", "1", "[\"" + maps.replace("\"", "\\\"") + "\"]"));
        add(
                "kserve",
                SampleJson.tensor(
                        "output_log_probs",
                        "FP32",
                        "200",
                        SampleJson.list(SampleJson.TOKENS, i -> json.value())));
        String logits =
                SampleJson.list(SampleJson.TOKENS, i -> SampleJson.list(100, k -> json.value()));
        String ids = SampleJson.list(SampleJson.TOKENS, i -> "" + json.id() % 100);
        String second = SampleJson.tensor("token_ids", "INT32", "200", ids);
        add(
                "kserve, logits",
                SampleJson.tensor("logits", "FP32", "200,100", logits).replace("}]}", "},")
                        + second.substring(second.indexOf("{\"name\"")));
    }

    private void hosted() {
        IntFunction<String> token =
                i ->
                        "{\"token\":\"%s\",\"tokenId\":%d,\"logProbability\":%s}"
                                .formatted(json.text(), json.id(), json.value());
        add(
                "gemini, top 5",
                "{\"candidates\":[{\"index\":0,\"finishReason\":\"STOP\",\"logprobsResult\":{"
                        + "\"chosenCandidates\":"
                        + SampleJson.list(SampleJson.TOKENS, token)
                        + ",\"topCandidates\":"
                        + SampleJson.list(
                                SampleJson.TOKENS,
                                i -> "{\"candidates\":" + SampleJson.list(5, token) + "}")
                        + "}}],\"responseId\":\"g\",\"modelVersion\":\"gemini\"}");
        add(
                "together, stream",
                SampleJson.events(
                        i ->
                                "{\"id\":\"t\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"logprobs\":%s,\"delta\":{\"token_id\":%d,\"content\":\"%s\"}}]}"
                                        .formatted(json.value(), json.id(), json.text())));
        IntFunction<String> watsonx =
                i ->
                        "{\"text\":\"%s\",\"logprob\":%s,\"rank\":1,\"top_tokens\":%s}"
                                .formatted(
                                        json.text(),
                                        json.value(),
                                        SampleJson.list(
                                                5,
                                                k ->
                                                        "{\"text\":\"%s\",\"logprob\":%s}"
                                                                .formatted(
                                                                        json.text(),
                                                                        json.value())));
        add(
                "watsonx, top 5",
                "{\"model_id\":\"m\",\"results\":[{\"generated_text\":\"\",\"generated_tokens\":"
                        + SampleJson.list(SampleJson.TOKENS, watsonx)
                        + "}]}");
        add(
                "koboldcpp, top 5",
                "{\"results\":[{\"logprobs\":{\"content\":" + json.entries(5) + "}}]}");
        add(
                "nemo.rl",
                "{\"token_ids\":%s,\"token_loss_mask\":%s,\"generation_logprobs\":%s,\"idx\":0}"
                        .formatted(
                                SampleJson.list(SampleJson.TOKENS, i -> "" + json.id()),
                                SampleJson.list(SampleJson.TOKENS, i -> "1"),
                                SampleJson.list(SampleJson.TOKENS, i -> json.value())));
    }

    private void wrapped() {
        String record = "{\"schema\":\"surprisal.payload/1\",\"model\":\"m\",";
        add("native", record + json.values() + "}");
        add(
                "native, chat top 5 as string",
                record + "\"payload\":\"" + SampleJson.escaped(json.chat(5)) + "\"}");
        add(
                "gateway, stream top 5 as string",
                "{\"started_at\":1755000000000,\"response\":{\"body\":\""
                        + SampleJson.escaped(json.chatStream(5))
                        + "\"}}");
        add(
                "openai batch, chat top 5",
                "{\"custom_id\":\"c\",\"response\":{\"status_code\":200,\"body\":"
                        + json.chat(5)
                        + "}}");
    }
}
