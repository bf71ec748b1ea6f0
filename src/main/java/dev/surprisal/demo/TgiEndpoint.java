package dev.surprisal.demo;

/**
 * Hugging Face TGI's {@code POST /generate} (3.3, started with prefill log-probs): text in, {@code
 * details.prefill} out where decoder_input_details was asked for. BOS goes before the text.
 */
final class TgiEndpoint implements Endpoint {

    private static final int MAX_NEW_TOKENS_DEFAULT = 100;

    @Override
    public void answer(byte[] body, Call call) throws RequestException {
        RequestFields fields = RequestFields.parse(body);
        RequestFields parameters = fields.object("parameters");
        if (!fields.root().path("inputs").isTextual()) {
            throw RequestException.bad("inputs is missing, or no string");
        }
        int maxTokens = parameters.integer("max_new_tokens", MAX_NEW_TOKENS_DEFAULT, 1, 1 << 30);
        boolean prefill = parameters.flag("decoder_input_details", false);
        int top = parameters.integer("top_n_tokens", 0, 0, 5);
        int[] prompt = fields.prompts("inputs", call.language().tokenizer, true).get(0);
        ScoredTokens scored =
                new Scorer(call.language())
                        .score(
                                call.admit(prompt, maxTokens),
                                new Scorer.Wish(prefill, 0, maxTokens, top));
        JsonBuffer out = call.answer;
        out.ascii("{\"generated_text\":").string(call.language().text(scored.generated()));
        if (prefill || parameters.flag("details", false)) {
            details(call, scored, prefill && !call.echoIgnored(), top);
        }
        out.ascii("}");
    }

    private static void details(Call call, ScoredTokens scored, boolean prefill, int top) {
        JsonBuffer out = call.answer;
        out.ascii(",\"details\":{\"finish_reason\":");
        out.string(scored.ended() ? "eos_token" : "length");
        out.ascii(",\"generated_tokens\":").number(scored.generatedTokens());
        out.ascii(",\"seed\":null,\"prefill\":[");
        int end = prefill ? call.promptEnd(scored) : 0;
        for (int at = 0; at < end; at++) {
            entry(call, at == 0 ? "" : ",", scored.ids()[at], scored.logprobs()[at]);
            out.ascii("}");
        }
        out.ascii("],\"tokens\":[");
        for (int at = scored.promptTokens(); at < scored.ids().length; at++) {
            String comma = at == scored.promptTokens() ? "" : ",";
            special(call, comma, scored.ids()[at], scored.logprobs()[at]);
        }
        out.ascii("]");
        if (top > 0) {
            out.ascii(",\"top_tokens\":[");
            for (int at = scored.promptTokens(); at < scored.ids().length; at++) {
                out.ascii(at == scored.promptTokens() ? "[" : ",[");
                for (int i = 0; i < top; i++) {
                    String comma = i == 0 ? "" : ",";
                    special(call, comma, scored.top()[at][i], scored.topLogprobs()[at][i]);
                }
                out.ascii("]");
            }
            out.ascii("]");
        }
        out.ascii("}");
    }

    private static void special(Call call, String comma, int id, double logprob) {
        entry(call, comma, id, logprob);
        call.answer.ascii(",\"special\":");
        call.answer.ascii(id < BpeTokenizer.FIRST_BYTE ? "true}" : "false}");
    }

    private static void entry(Call call, String comma, int id, double logprob) {
        JsonBuffer out = call.answer.ascii(comma).ascii("{\"id\":").number(id);
        out.ascii(",\"text\":").json(call.language().tokenJson[id]).ascii(",\"logprob\":");
        if (Double.isNaN(logprob)) {
            out.ascii("null");
        } else {
            out.rounded12(logprob);
        }
    }
}
