package dev.surprisal.demo;

import java.util.Arrays;

/**
 * The arrays of {@code /v1/completions}: tokens, token_logprobs, top_logprobs, text_offset. The
 * first token of an echoed prompt has null.
 */
final class LegacyLogprobsJson {

    private final Call call;
    private final ScoredTokens scored;
    private final int top;
    private final int[] positions;

    /**
     * Of an echoed prompt, or what was generated, or both.
     *
     * @param top how many likeliest tokens were asked for
     * @param echo whether the prompt's positions are written
     * @param generated whether the generated positions are written
     */
    LegacyLogprobsJson(Call call, ScoredTokens scored, int top, boolean echo, boolean generated) {
        this.call = call;
        this.scored = scored;
        this.top = top;
        int promptEnd = echo ? call.promptEnd(scored) : 0;
        int answerEnd = generated ? scored.ids().length : scored.promptTokens();
        positions = new int[promptEnd + answerEnd - scored.promptTokens()];
        Arrays.setAll(positions, i -> i < promptEnd ? i : i - promptEnd + scored.promptTokens());
    }

    /** Writes the object. */
    void write() {
        JsonBuffer out = call.answer;
        out.ascii("{\"text_offset\":[");
        int offset = 0;
        for (int i = 0; i < positions.length; i++) {
            out.ascii(i == 0 ? "" : ",").number(offset);
            offset += call.language().tokenCodePoints[scored.ids()[positions[i]]];
        }
        out.ascii("],\"token_logprobs\":[");
        for (int i = 0; i < positions.length; i++) {
            out.ascii(i == 0 ? "" : ",");
            if (positions[i] == 0) {
                out.ascii("null");
            } else {
                out.rounded12(scored.logprobs()[positions[i]]);
            }
        }
        out.ascii("],\"tokens\":[");
        for (int i = 0; i < positions.length; i++) {
            out.ascii(i == 0 ? "" : ",").json(token(scored.ids()[positions[i]]));
        }
        out.ascii("],\"top_logprobs\":");
        if (top == 0 && call.options().dialect() != Dialect.VLLM) {
            out.ascii("null}"); // OpenAI: the chosen tokens only
            return;
        }
        out.ascii("[");
        for (int i = 0; i < positions.length; i++) {
            out.ascii(i == 0 ? "" : ",");
            map(positions[i]);
        }
        out.ascii("]}");
    }

    /**
     * The token itself, then the likeliest; tokens of the same text collapse, the last one wins.
     */
    private void map(int at) {
        JsonBuffer out = call.answer;
        if (at == 0) {
            out.ascii("null");
            return;
        }
        int target = scored.ids()[at];
        int[] likeliest = scored.top()[at] == null ? new int[0] : scored.top()[at];
        int[] ids = new int[likeliest.length + 1];
        double[] logprobs = new double[ids.length];
        int n = 0;
        ids[n] = target;
        logprobs[n++] = scored.logprobs()[at];
        for (int i = 0; i < likeliest.length; i++) {
            if (likeliest[i] != target) {
                ids[n] = likeliest[i];
                logprobs[n++] = scored.topLogprobs()[at][i];
            }
        }
        out.ascii("{");
        String comma = "";
        for (int i = 0; i < n; i++) {
            if (!repeated(ids, i, n)) {
                out.ascii(comma).json(token(ids[i])).ascii(":").rounded12(logprobs[i]);
                comma = ",";
            }
        }
        out.ascii("}");
    }

    private boolean repeated(int[] ids, int at, int n) {
        for (int i = at + 1; i < n; i++) {
            if (Arrays.equals(token(ids[i]), token(ids[at]))) {
                return true;
            }
        }
        return false;
    }

    private byte[] token(int id) {
        return call.language().tokenJson[id];
    }
}
