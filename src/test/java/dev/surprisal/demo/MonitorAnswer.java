package dev.surprisal.demo;

/**
 * An answer of the recorded stream. Values are ln p in units of 10⁻³: what is written.
 *
 * @param number of the request
 * @param millis when the answer was complete, epoch milliseconds
 * @param promptTokens tokens that were asked
 * @param ids [tokens] as sampled
 * @param logprobs [tokens] under the distribution that the server says
 * @param top [tokens][5] likeliest tokens, likeliest first
 * @param topLogprobs [tokens][5] theirs
 * @param ended the last token is EOS
 */
record MonitorAnswer(
        MonitorKey key,
        int number,
        long millis,
        int promptTokens,
        int[] ids,
        long[] logprobs,
        int[][] top,
        long[][] topLogprobs,
        boolean ended) {

    int tokens() {
        return ids.length;
    }

    String requestId() {
        return "req-" + number;
    }

    String finishReason() {
        return ended ? "stop" : "length";
    }
}
