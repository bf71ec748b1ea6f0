package dev.surprisal.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code POST /v1/completions} of vLLM (0.11) and, in the dialect echo-only, of servers that know
 * OpenAI's fields alone.
 *
 * <p>As vLLM: BOS goes before a text unless add_special_tokens is false; echo with max_tokens 0
 * generates one token and counts it, but does not show it; echo with logprobs gives prompt_logprobs
 * too. Other than vLLM: always greedy, no streams, n = 1, and what else is unknown is ignored.
 */
final class CompletionsEndpoint implements Endpoint {

    private static final int MAX_TOKENS_DEFAULT = 16;

    /** What was asked, but for the prompts. */
    private record Asked(
            boolean echo,
            boolean logprobs,
            int top,
            boolean promptLogprobs,
            int promptTop,
            int maxTokens,
            boolean ids) {}

    @Override
    public void answer(byte[] body, Call call) throws RequestException {
        RequestFields fields = RequestFields.parse(body);
        call.checkModel(fields);
        boolean vllm = call.options().dialect() == Dialect.VLLM;
        Asked asked = asked(fields, call, vllm);
        boolean bos = fields.flag("add_special_tokens", true);
        // vLLM cannot run a prompt without generating.
        int generate = vllm ? Math.max(1, asked.maxTokens) : asked.maxTokens;
        List<int[]> prompts = new ArrayList<>();
        for (int[] prompt : fields.prompts("prompt", call.language().tokenizer, bos)) {
            prompts.add(call.admit(prompt, generate));
        }
        boolean wholePrompt = asked.promptLogprobs || (asked.echo && asked.logprobs);
        int promptTop = Math.max(asked.promptTop, asked.echo ? asked.top : 0);
        Scorer.Wish wish =
                new Scorer.Wish(wholePrompt, promptTop, generate, asked.logprobs ? asked.top : 0);
        Scorer scorer = new Scorer(call.language());
        JsonBuffer out = call.answer;
        out.ascii("{\"id\":\"cmpl-").number(call.sequence);
        out.ascii("\",\"object\":\"text_completion\",\"created\":");
        out.number(System.currentTimeMillis() / 1000);
        out.ascii(",\"model\":").string(call.options().model()).ascii(",\"choices\":[");
        int promptTokens = 0;
        int completionTokens = 0;
        for (int i = 0; i < prompts.size(); i++) {
            ScoredTokens scored = scorer.score(prompts.get(i), wish);
            promptTokens += scored.promptTokens();
            completionTokens += scored.generatedTokens();
            out.ascii(i == 0 ? "" : ",");
            choice(call, asked, scored, i, vllm);
        }
        usage(out.ascii("]"), promptTokens, completionTokens);
        out.ascii(vllm ? ",\"kv_transfer_params\":null}" : "}");
    }

    private static Asked asked(RequestFields fields, Call call, boolean vllm)
            throws RequestException {
        boolean echo = fields.flag("echo", false);
        int maxTokens = fields.integer("max_tokens", MAX_TOKENS_DEFAULT, 0, Integer.MAX_VALUE / 2);
        if (maxTokens == 0 && !echo) {
            throw RequestException.bad("max_tokens must be at least 1, got 0.");
        }
        if (fields.flag("stream", false) || fields.integer("n", 1, 1, Integer.MAX_VALUE) > 1) {
            throw RequestException.bad("this demo serves neither streams nor n above 1");
        }
        boolean logprobs = fields.has("logprobs");
        int top = logprobs ? call.top(fields, "logprobs") : 0;
        boolean promptLogprobs = vllm && fields.has("prompt_logprobs");
        int promptTop = promptLogprobs ? call.top(fields, "prompt_logprobs") : 0;
        if (vllm && !promptLogprobs && echo && logprobs) {
            promptLogprobs = true;
            promptTop = top;
        }
        return new Asked(
                echo && !call.echoIgnored(),
                logprobs,
                top,
                promptLogprobs && !call.echoIgnored(),
                promptTop,
                maxTokens,
                vllm && fields.flag("return_token_ids", false));
    }

    private static void choice(Call call, Asked asked, ScoredTokens scored, int i, boolean vllm) {
        JsonBuffer out = call.answer;
        // A server that ignores echo answers even where it was asked for none.
        boolean generated = asked.maxTokens > 0 || call.echoIgnored();
        String text =
                (asked.echo ? call.language().text(scored.prompt()) : "")
                        + (generated ? call.language().text(scored.generated()) : "");
        out.ascii("{\"index\":").number(i).ascii(",\"text\":").string(text);
        out.ascii(",\"logprobs\":");
        if (asked.logprobs) {
            new LegacyLogprobsJson(call, scored, asked.top, asked.echo, generated).write();
        } else {
            out.ascii("null");
        }
        out.ascii(",\"finish_reason\":").string(scored.finishReason());
        if (vllm) {
            out.ascii(",\"stop_reason\":null,\"token_ids\":");
            ids(out, asked.ids, scored.generated());
            out.ascii(",\"prompt_logprobs\":");
            if (asked.promptLogprobs) {
                PromptLogprobsJson.write(call, scored);
            } else {
                out.ascii("null");
            }
            ids(out.ascii(",\"prompt_token_ids\":"), asked.ids, scored.prompt());
        }
        out.ascii("}");
    }

    private static void ids(JsonBuffer out, boolean wanted, int[] ids) {
        if (wanted) {
            out.ids(ids);
        } else {
            out.ascii("null");
        }
    }

    static void usage(JsonBuffer out, int prompt, int completion) {
        out.ascii(",\"usage\":{\"prompt_tokens\":").number(prompt);
        out.ascii(",\"total_tokens\":").number((long) prompt + completion);
        out.ascii(",\"completion_tokens\":").number(completion).ascii("}");
    }
}
