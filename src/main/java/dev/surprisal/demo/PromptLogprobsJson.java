package dev.surprisal.demo;

/**
 * vLLM's prompt_logprobs: {@code [null, {"id": {"logprob", "rank", "decoded_token"}}, …]}.
 *
 * <p>The prompt's token comes first in its map and keeps that place when it is among the likeliest
 * too, but then has their rank (vLLM 0.11, v1/engine/logprobs.py: a dict of both).
 */
final class PromptLogprobsJson {

    private PromptLogprobsJson() {}

    static void write(Call call, ScoredTokens scored) {
        JsonBuffer out = call.answer.ascii("[null");
        int end = call.promptEnd(scored);
        for (int at = 1; at < end; at++) {
            int target = scored.ids()[at];
            int[] top = scored.top()[at];
            out.ascii(",{");
            int rank = scored.ranks()[at];
            for (int i = 0; top != null && i < top.length; i++) {
                rank = top[i] == target ? i + 1 : rank;
            }
            entry(call, target, scored.logprobs()[at], rank);
            for (int i = 0; top != null && i < top.length; i++) {
                if (top[i] != target) {
                    out.ascii(",");
                    entry(call, top[i], scored.topLogprobs()[at][i], i + 1);
                }
            }
            out.ascii("}");
        }
        out.ascii("]");
    }

    private static void entry(Call call, int id, double logprob, int rank) {
        call.answer
                .ascii("\"")
                .number(id)
                .ascii("\":{\"logprob\":")
                .rounded12(logprob)
                .ascii(",\"rank\":")
                .number(rank)
                .ascii(",\"decoded_token\":")
                .json(call.language().tokenJson[id])
                .ascii("}");
    }
}
