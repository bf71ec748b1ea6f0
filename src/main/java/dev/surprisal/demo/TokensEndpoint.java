package dev.surprisal.demo;

/** vLLM's {@code POST /inference/v1/generate}: token ids in, token ids out, no text. */
final class TokensEndpoint implements Endpoint {

    private static final int MAX_TOKENS_DEFAULT = 16;

    @Override
    public void answer(byte[] body, Call call) throws RequestException {
        RequestFields fields = RequestFields.parse(body);
        call.checkModel(fields);
        RequestFields sampling = fields.object("sampling_params");
        boolean prompted = sampling.has("prompt_logprobs");
        boolean logprobs = sampling.has("logprobs");
        int top = logprobs ? call.top(sampling, "logprobs") : 0;
        int promptTop = prompted ? call.top(sampling, "prompt_logprobs") : 0;
        int maxTokens = sampling.integer("max_tokens", MAX_TOKENS_DEFAULT, 1, 1 << 30);
        if (!fields.root().path("token_ids").isArray()) {
            throw RequestException.bad("token_ids is missing, or no list of token ids");
        }
        int[] prompt = fields.prompts("token_ids", call.language().tokenizer, false).get(0);
        ScoredTokens scored =
                new Scorer(call.language())
                        .score(
                                call.admit(prompt, maxTokens),
                                new Scorer.Wish(prompted, promptTop, maxTokens, top));
        JsonBuffer out = call.answer.ascii("{\"request_id\":");
        out.string(fields.text("request_id", "generate-tokens-" + call.sequence));
        out.ascii(",\"model\":").string(call.options().model());
        out.ascii(",\"created\":").number(System.currentTimeMillis() / 1000);
        out.ascii(",\"choices\":[{\"index\":0,\"logprobs\":");
        if (logprobs) {
            content(out, scored);
        } else {
            out.ascii("null");
        }
        out.ascii(",\"finish_reason\":").string(scored.finishReason());
        out.ascii(",\"token_ids\":").ids(scored.generated()).ascii("}],\"prompt_logprobs\":");
        if (prompted && !call.echoIgnored()) {
            PromptLogprobsJson.write(call, scored);
        } else {
            out.ascii("null");
        }
        CompletionsEndpoint.usage(out, scored.promptTokens(), scored.generatedTokens());
        out.ascii(",\"kv_transfer_params\":null}");
    }

    private static void content(JsonBuffer out, ScoredTokens scored) {
        out.ascii("{\"content\":[");
        for (int at = scored.promptTokens(); at < scored.ids().length; at++) {
            out.ascii(at == scored.promptTokens() ? "" : ",");
            token(out, scored.ids()[at], scored.logprobs()[at]);
            out.ascii(",\"top_logprobs\":[");
            int[] top = scored.top()[at];
            for (int i = 0; top != null && i < top.length; i++) {
                token(out.ascii(i == 0 ? "" : ","), top[i], scored.topLogprobs()[at][i]);
                out.ascii("}");
            }
            out.ascii("]}");
        }
        out.ascii("]}");
    }

    private static void token(JsonBuffer out, int id, double logprob) {
        out.ascii("{\"token\":\"token_id:").number(id).ascii("\",\"logprob\":");
        out.rounded12(logprob).ascii(",\"bytes\":null");
    }
}
