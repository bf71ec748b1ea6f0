package dev.surprisal.server;

import dev.surprisal.event.TopCandidates;
import dev.surprisal.payload.MalformedPayloadException;

/**
 * What a server said of one prompt, checked. Arrays are of the scored positions [scoredFrom, n).
 *
 * @param body the answer's bytes, for the journal. llama.cpp's answers, one a token, are joined
 *     into one body in the shape of vLLM's {@code prompt_logprobs}; in front of vLLM's generate
 *     stand the ids that were sent
 * @param promptTokens n: tokens of the whole prompt
 * @param tokenIds [scored] as sent, else as served; null if neither is known
 * @param logprobs [scored] natural; NaN where the status is not OK
 * @param statuses [scored] {@link dev.surprisal.event.TokenStatus#code()}
 * @param top the likeliest tokens at each scored position; null if none were asked for or served
 */
public record ServerAnswer(
        byte[] body,
        int promptTokens,
        int[] tokenIds,
        double[] logprobs,
        byte[] statuses,
        TopCandidates top) {

    /**
     * Reads an answer that was stored, with the same checks as one that just came in.
     *
     * @throws RefusedAnswerException if it is no answer to the prompt, with the reason
     * @throws MalformedPayloadException if the bytes cannot be read at all
     */
    public static ServerAnswer of(ServerDialect dialect, ScoringPrompt prompt, byte[] body)
            throws RefusedAnswerException, MalformedPayloadException {
        return AnswerReader.read(dialect, prompt, body);
    }
}
