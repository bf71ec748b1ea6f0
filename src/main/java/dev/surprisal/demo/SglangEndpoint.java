package dev.surprisal.demo;

import java.util.List;

/**
 * SGLang's {@code POST /generate}, as of 2026-07: text or input_ids, one or several, and
 * return_logprob with logprob_start_len and top_logprobs_num.
 *
 * <p>The entry at logprob_start_len is null whatever it is; the default -1 gives the null of the
 * last token alone. Greedy, no streams.
 */
final class SglangEndpoint implements Endpoint {

    private static final int MAX_NEW_TOKENS_DEFAULT = 128;

    private record Asked(boolean logprobs, int start, int top, boolean texts) {}

    @Override
    public void answer(byte[] body, Call call) throws RequestException {
        RequestFields fields = RequestFields.parse(body);
        if (fields.flag("stream", false)) {
            throw RequestException.bad("this demo serves no streams");
        }
        int maxTokens =
                fields.object("sampling_params")
                        .integer("max_new_tokens", MAX_NEW_TOKENS_DEFAULT, 0, 1 << 30);
        Asked asked =
                new Asked(
                        fields.flag("return_logprob", false),
                        fields.integer("logprob_start_len", -1, -1, Integer.MAX_VALUE),
                        call.top(fields, "top_logprobs_num"),
                        fields.flag("return_text_in_logprobs", false));
        String source = fields.has("input_ids") ? "input_ids" : "text";
        boolean several =
                fields.root().path(source).isArray()
                        && !fields.root().path(source).path(0).isNumber();
        List<int[]> prompts = fields.prompts(source, call.language().tokenizer, true);
        call.answer.ascii(several ? "[" : "");
        for (int i = 0; i < prompts.size(); i++) {
            call.answer.ascii(i == 0 ? "" : ",");
            result(call, asked, call.admit(prompts.get(i), maxTokens), maxTokens, i);
        }
        call.answer.ascii(several ? "]" : "");
    }

    private static void result(Call call, Asked asked, int[] prompt, int maxTokens, int index) {
        boolean input = asked.logprobs && asked.start >= 0 && !call.echoIgnored();
        ScoredTokens scored =
                new Scorer(call.language())
                        .score(prompt, new Scorer.Wish(input, asked.top, maxTokens, asked.top));
        JsonBuffer out = call.answer;
        out.ascii("{\"text\":").string(call.language().text(scored.generated()));
        out.ascii(",\"output_ids\":").ids(scored.generated());
        out.ascii(",\"meta_info\":{\"id\":\"demo-").number(call.sequence).ascii("-").number(index);
        out.ascii("\",\"finish_reason\":{\"type\":").string(scored.finishReason());
        out.ascii(scored.ended() ? ",\"matched\":" : ",\"length\":");
        out.number(scored.ended() ? BpeTokenizer.EOS : maxTokens);
        out.ascii("},\"prompt_tokens\":").number(scored.promptTokens());
        out.ascii(",\"weight_version\":\"default\",\"completion_tokens\":");
        out.number(scored.generatedTokens()).ascii(",\"cached_tokens\":0");
        if (asked.logprobs) {
            int end = call.promptEnd(scored);
            int start = input ? Math.min(asked.start, end - 1) : scored.promptTokens() - 1;
            int inputEnd = input ? end : scored.promptTokens();
            lists(call, asked, scored, "input", Math.max(0, start), inputEnd);
            lists(call, asked, scored, "output", scored.promptTokens(), scored.ids().length);
        }
        out.ascii("}}");
    }

    private static void lists(
            Call call, Asked asked, ScoredTokens scored, String which, int from, int to) {
        JsonBuffer out = call.answer;
        boolean input = which.equals("input");
        out.ascii(",\"").ascii(which).ascii("_token_logprobs\":[");
        for (int at = from; at < to; at++) {
            out.ascii(at == from ? "" : ",");
            double logprob = input && at == from ? Double.NaN : scored.logprobs()[at];
            triple(call, asked, logprob, scored.ids()[at]);
        }
        out.ascii("]");
        if (asked.top == 0) {
            return;
        }
        out.ascii(",\"").ascii(which).ascii("_top_logprobs\":[");
        for (int at = from; at < to; at++) {
            out.ascii(at == from ? "" : ",");
            if (input && at == from) {
                out.ascii("null");
                continue;
            }
            out.ascii("[");
            for (int i = 0; i < scored.top()[at].length; i++) {
                out.ascii(i == 0 ? "" : ",");
                triple(call, asked, scored.topLogprobs()[at][i], scored.top()[at][i]);
            }
            out.ascii("]");
        }
        out.ascii("]");
    }

    private static void triple(Call call, Asked asked, double logprob, int id) {
        JsonBuffer out = call.answer.ascii("[");
        if (Double.isNaN(logprob)) {
            out.ascii("null");
        } else {
            out.rounded12(logprob);
        }
        out.ascii(",").number(id).ascii(",");
        if (asked.texts) {
            out.json(call.language().tokenJson[id]);
        } else {
            out.ascii("null");
        }
        out.ascii("]");
    }
}
