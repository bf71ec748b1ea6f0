package dev.surprisal.server;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Segment;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopCandidates;
import dev.surprisal.payload.MalformedPayloadException;
import dev.surprisal.payload.PayloadDecoder;
import dev.surprisal.payload.PayloadDefaults;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads an answer and believes it only if it is one to the prompt: an entry for every token of it,
 * the first of them null, and the same ids where the server says ids. Servers exist that ignore
 * echo and answer with one generated token; summed, that would be a perplexity near 1.
 */
final class AnswerReader {
    private static final PayloadDefaults DEFAULTS = new PayloadDefaults(null, "answer");
    private static final String UNSPLIT = "echo not split";

    private AnswerReader() {}

    static ServerAnswer read(ServerDialect dialect, ScoringPrompt prompt, byte[] body)
            throws RefusedAnswerException, MalformedPayloadException {
        Origin origin = new Origin("server", 0, body.length, 0);
        Completion found =
                promptOf(
                        dialect,
                        new PayloadDecoder().decode(body, 0, body.length, origin, DEFAULTS));
        int first = firstPosition(dialect, prompt, found);
        int tokens = prompt.tokenIds() == null ? first + found.tokens() : prompt.tokenIds().length;
        if (found.statuses()[0] != TokenStatus.NULL_FIRST.code()) {
            throw new RefusedAnswerException(
                    "the first entry is a value where nothing comes before it: entries are shifted");
        }
        if (prompt.scoredFrom() >= tokens) {
            throw new RefusedAnswerException(
                    "the server counts %d tokens, none of which is to be scored".formatted(tokens));
        }
        checkIds(dialect, prompt, found, first);
        int from = prompt.scoredFrom() - first;
        int to = tokens - first;
        return new ServerAnswer(
                body,
                tokens,
                ids(prompt, found, from, to),
                Arrays.copyOfRange(found.logprobs(), from, to),
                Arrays.copyOfRange(found.statuses(), from, to),
                slice(found.top(), from, to));
    }

    /**
     * An answer as it is read and stored: vLLM's generate does not say which of a position's tokens
     * is the prompt's, so what was sent is put beside its lists. Looked up by id, a prompt that the
     * server changed still shows: its tokens are missing.
     */
    static byte[] withIds(ServerDialect dialect, ScoringPrompt prompt, byte[] body) {
        if (dialect != ServerDialect.VLLM_GENERATE || body.length < 2 || body[0] != '{') {
            return body;
        }
        String ids = Arrays.toString(prompt.tokenIds()).replace(" ", "");
        byte[] front = ("{\"prompt_token_ids\":" + ids + ",").getBytes(StandardCharsets.US_ASCII);
        byte[] joined = Arrays.copyOf(front, front.length + body.length - 1);
        System.arraycopy(body, 1, joined, front.length, body.length - 1);
        return joined;
    }

    private static Completion promptOf(ServerDialect dialect, List<Completion> completions)
            throws RefusedAnswerException {
        Completion found = null;
        int generated = 0;
        for (Completion completion : completions) {
            if (completion.identity().segment() == Segment.PROMPT
                    && completion.logprobs() != null) {
                if (found != null) {
                    throw new RefusedAnswerException("the answer holds more than one prompt");
                }
                found = completion;
            } else {
                generated += completion.tokens();
            }
        }
        if (found != null) {
            return found;
        }
        String hint =
                switch (dialect) {
                    case OPENAI_ECHO -> "echo is ignored";
                    case VLLM_PROMPT_LOGPROBS, VLLM_GENERATE -> "prompt_logprobs is ignored";
                    case TGI -> "start the server with --enable-prefill-logprobs";
                    case SGLANG -> "logprob_start_len is ignored";
                    case LLAMA_CPP_FORCED -> "the stored answer is none of ours";
                };
        throw new RefusedAnswerException(
                "no log-probs of the prompt (%d generated tokens): %s".formatted(generated, hint));
    }

    /** Which position of the prompt the answer's first entry is. */
    private static int firstPosition(ServerDialect dialect, ScoringPrompt prompt, Completion found)
            throws RefusedAnswerException {
        int entries = found.tokens();
        boolean unsplit = found.convention().endsWith(UNSPLIT);
        if (prompt.tokenIds() == null) {
            if (unsplit) {
                throw new RefusedAnswerException(
                        "the answer has no usage, so where the prompt ends is unknown; ask with"
                                + " token ids");
            }
            return dialect == ServerDialect.SGLANG ? dialect.firstAsked(prompt) : 0;
        }
        int sent = prompt.tokenIds().length;
        if (entries == sent || (unsplit && entries == sent + 1)) {
            return 0;
        }
        int asked = dialect.firstAsked(prompt);
        if (dialect == ServerDialect.SGLANG && entries == sent - asked) {
            return asked;
        }
        throw new RefusedAnswerException(
                "%d tokens were sent, %d came back: %s"
                        .formatted(
                                sent - asked,
                                entries,
                                entries == sent + 1
                                        ? "the server puts a token (BOS?) in front"
                                        : "the server changes the prompt, or another tokenizer is"
                                                + " in use"));
    }

    private static void checkIds(
            ServerDialect dialect, ScoringPrompt prompt, Completion found, int first)
            throws RefusedAnswerException {
        int[] served = found.tokenIds();
        if (served == null || prompt.tokenIds() == null) {
            return;
        }
        int[] sent = prompt.tokenIds();
        for (int i = 0; i < served.length && first + i < sent.length; i++) {
            // SGLang prints 0 for the last id of the vocabulary and for images.
            boolean masked = dialect == ServerDialect.SGLANG && served[i] == 0;
            if (served[i] != sent[first + i] && !masked) {
                throw new RefusedAnswerException(
                        "token %d was sent as %d and came back as %d: the server changes the"
                                        .formatted(first + i, sent[first + i], served[i])
                                + " prompt, or another tokenizer is in use");
            }
        }
    }

    private static int[] ids(ScoringPrompt prompt, Completion found, int from, int to) {
        if (prompt.tokenIds() != null) {
            int[] sent = prompt.tokenIds();
            return Arrays.copyOfRange(sent, prompt.scoredFrom(), sent.length);
        }
        return found.tokenIds() == null ? null : Arrays.copyOfRange(found.tokenIds(), from, to);
    }

    private static TopCandidates slice(TopCandidates top, int from, int to) {
        if (top == null) {
            return null;
        }
        int[] offsets = Arrays.copyOfRange(top.offsets(), from, to + 1);
        int start = offsets[0];
        int end = offsets[to - from];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] -= start;
        }
        return new TopCandidates(
                offsets,
                Arrays.copyOfRange(top.tokens(), start, end),
                Arrays.copyOfRange(top.logprobs(), start, end));
    }
}
