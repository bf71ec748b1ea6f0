package dev.surprisal.payload;

import dev.surprisal.event.Distribution;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TokenStatus;

/**
 * SGLang's own {@code POST /generate}: {@code meta_info.input_token_logprobs} and {@code
 * output_token_logprobs}, triples of log-prob, token id and text or null; some stacks drop the
 * text.
 *
 * <p>SGLang 2024-01 to 2026-07; up to 2024-07 the lists were called prefill_ and
 * decode_token_logprobs. Output values are after temperature (unless the server runs with
 * SGLANG_RETURN_ORIGINAL_LOGPROB, which does not show), input values raw. The first input value is
 * null wherever logprob_start_len lies. Several texts and n > 1 give a JSON array, or events with
 * an {@code index}. Missing: the model, and the time unless the server keeps metrics. Chunks of a
 * stream repeat everything so far, see {@link #cumulative}. Golden cases: sglang/*.
 */
final class SglangGenerate {
    private static final String INPUT = "meta_info.input_token_logprobs";
    private static final String OUTPUT = "meta_info.output_token_logprobs";

    private SglangGenerate() {}

    static void readMetaInfo(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isObject()) {
            in.skip();
            return;
        }
        ChoiceDraft answer = draft.single;
        draft.recognised = true;
        draft.singleSeen = true;
        answer.shape(SourceFormat.SGLANG, in);
        answer.distribution = Distribution.AFTER_TEMPERATURE;
        Candidates inputTop = null;
        Candidates outputTop = null;
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "id" -> draft.requestId = ResponseFields.id(in, draft.requestId);
                case "weight_version" -> draft.revision = in.stringOrNull(key);
                case "request_received_ts" -> draft.createdMillis = millis(in);
                case "request_finished_ts" -> draft.finishedMillis = millis(in);
                case "finish_reason" -> readFinish(in, answer);
                case "completion_tokens" -> answer.predicted = count(in);
                case "input_token_logprobs", "prefill_token_logprobs" -> readInput(in, answer);
                case "output_token_logprobs", "decode_token_logprobs" -> readOutput(in, answer);
                case "input_top_logprobs", "prefill_top_logprobs" -> inputTop = readTop(in);
                case "output_top_logprobs", "decode_top_logprobs" -> outputTop = readTop(in);
                default -> in.skip();
            }
        }
        answer.tokens.take(outputTop);
        if (answer.promptTokens != null) {
            answer.promptTokens.take(inputTop);
        }
    }

    private static Candidates readTop(JsonCursor in) throws MalformedPayloadException {
        return CandidateLists.readAll(in, new CandidateLists()::readTriples);
    }

    private static long millis(JsonCursor in) throws MalformedPayloadException {
        if (in.isNumber()) {
            return EventTimes.millis(in.number("meta_info.*_ts"));
        }
        in.skip();
        return 0;
    }

    private static long count(JsonCursor in) throws MalformedPayloadException {
        return in.isNull() ? -1 : in.whole("meta_info.completion_tokens", 0, Integer.MAX_VALUE);
    }

    /** null until the last chunk, then an object, once a string; an abort finishes nothing. */
    private static void readFinish(JsonCursor in, ChoiceDraft answer)
            throws MalformedPayloadException {
        answer.finished = in.isString();
        if (!in.isObject()) {
            in.skip();
            return;
        }
        answer.finished = true;
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (key.equals("type") && in.isString()) {
                answer.finished = !in.string("finish_reason.type").equals("abort");
            } else {
                in.skip();
            }
        }
    }

    private static void readInput(JsonCursor in, ChoiceDraft answer)
            throws MalformedPayloadException {
        if (answer.promptTokens != null) {
            throw in.fault(INPUT + " stands twice");
        }
        TokenColumns tokens = new TokenColumns();
        readTriples(in, tokens, INPUT, INPUT + "[]");
        // A lone null is what a request for the answer alone gets: nothing was asked of the prompt.
        boolean asked = tokens.size() > 1 || (tokens.size() == 1 && !tokens.startsWithNull());
        answer.promptTokens = asked ? tokens : null;
    }

    private static void readOutput(JsonCursor in, ChoiceDraft answer)
            throws MalformedPayloadException {
        if (answer.tokens.size() > 0) {
            throw in.fault(OUTPUT + " stands twice");
        }
        readTriples(in, answer.tokens, OUTPUT, OUTPUT + "[]");
    }

    private static void readTriples(JsonCursor in, TokenColumns tokens, String list, String element)
            throws MalformedPayloadException {
        if (in.isNull()) {
            return;
        }
        in.expectArray(list);
        while (in.nextElement()) {
            if (in.isNull()) {
                in.claimEntry();
                tokens.add(Double.NaN, TokenStatus.NULL);
            } else {
                in.expectArray(element);
                readTriple(in, tokens, element);
            }
        }
    }

    private static void readTriple(JsonCursor in, TokenColumns tokens, String element)
            throws MalformedPayloadException {
        if (!in.nextElement()) {
            throw in.fault(element + " is empty, expected log-prob and token id");
        }
        tokens.read(in, element);
        if (!in.nextElement()) {
            throw in.fault(element + " has no token id");
        }
        if (!in.isNull()) {
            tokens.idOfLast((int) in.whole(element, 0, Integer.MAX_VALUE));
        }
        while (in.nextElement()) {
            in.skip();
        }
    }

    /**
     * Whether a chunk repeats the tokens of the earlier ones instead of going on behind them, which
     * the server's --stream-output (--incremental-streaming-output) decides and no field says.
     *
     * <p>completion_tokens counts all tokens so far in either case. With H entries held, N in the
     * chunk and a count C:
     *
     * <ul>
     *   <li>H + N = C: the chunk goes on
     *   <li>else N ≥ C > 0: it repeats
     *   <li>else (no count, or entries were lost): it repeats if it begins with those held, the
     *       same ids with the same values
     * </ul>
     */
    static boolean cumulative(ChoiceDraft held, ChoiceDraft chunk) {
        int before = held.tokens.size();
        int size = chunk.tokens.size();
        long count = chunk.predicted;
        if (before + size == count) {
            return false;
        }
        return (count > 0 && size >= count) || chunk.tokens.startsWith(held.tokens);
    }

    /** The longer of two lists of one prompt: later chunks repeat it or leave it out. */
    static TokenColumns longer(TokenColumns held, TokenColumns list) {
        boolean more = list != null && (held == null || list.size() > held.size());
        return more ? list : held;
    }
}
