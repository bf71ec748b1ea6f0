package dev.surprisal.demo;

import java.util.Arrays;

/**
 * A prompt and what was generated after it, scored. All arrays are by position; the first position
 * has nothing before it and holds NaN and 0.
 *
 * @param ids prompt, then generated tokens
 * @param promptTokens how many of them are the prompt
 * @param logprobs as served, in nats
 * @param ranks from 1, as {@link NextToken#rank}
 * @param top [positions][k] likeliest tokens, likeliest first, lowest id first among equals; a row
 *     may be null where none were asked
 * @param topLogprobs their log-probs
 * @param ended the last token is EOS
 */
record ScoredTokens(
        int[] ids,
        int promptTokens,
        double[] logprobs,
        int[] ranks,
        int[][] top,
        double[][] topLogprobs,
        boolean ended) {

    int generatedTokens() {
        return ids.length - promptTokens;
    }

    int[] prompt() {
        return Arrays.copyOf(ids, promptTokens);
    }

    int[] generated() {
        return Arrays.copyOfRange(ids, promptTokens, ids.length);
    }

    String finishReason() {
        return ended ? "stop" : "length";
    }
}
