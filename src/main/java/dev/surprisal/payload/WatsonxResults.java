package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TokenStatus;

/**
 * watsonx.ai's {@code POST /ml/v1/text/generation}: {@code results[].input_tokens[].logprob} of the
 * prompt and {@code results[].generated_tokens[].logprob} of the answer, both only on request.
 *
 * <p>API of 2023-05 and later. The first input token has no log-prob; an entry without one further
 * on is counted as null, never as 0. Missing: id, ids, and which distribution the answer's values
 * are of. Golden cases: watsonx/*.
 */
final class WatsonxResults {
    private WatsonxResults() {}

    static void readModel(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (in.isString() && draft.model == null) {
            draft.model = in.stringOrNull("model_id");
        }
        in.skip();
    }

    /** KoboldCpp has results of its own; those of other servers are passed over. */
    static void read(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isArray()) {
            in.skip();
            return;
        }
        for (int number = 0; in.nextElement(); number++) {
            if (!in.isObject()) {
                in.skip();
                continue;
            }
            ChoiceDraft answer = new ChoiceDraft();
            answer.index = number;
            readResult(in, answer, draft);
            if (answer.format != null) {
                draft.recognised = true;
                draft.add(answer, in);
            }
        }
    }

    private static void readResult(JsonCursor in, ChoiceDraft answer, ResponseDraft draft)
            throws MalformedPayloadException {
        TokenColumns prompt = new TokenColumns();
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "stop_reason" -> {
                    boolean ended = in.isString() && !in.string(key).equals("not_finished");
                    answer.finished = ended;
                    in.skip();
                }
                case "generated_token_count" -> answer.predicted = count(in, key);
                case "generated_text" -> {
                    // Tokens are only sent on request; without them nothing can be scored.
                    draft.recognised = true;
                    in.skip();
                }
                case "input_tokens" -> readTokens(in, answer, prompt, key);
                case "generated_tokens" -> readTokens(in, answer, answer.tokens, key);
                default -> KoboldResult.read(key, in, answer, draft);
            }
        }
        answer.promptTokens = prompt.size() == 0 ? null : prompt;
    }

    static long count(JsonCursor in, String key) throws MalformedPayloadException {
        return in.isNull() ? -1 : in.whole("results[]." + key, 0, Integer.MAX_VALUE);
    }

    private static void readTokens(
            JsonCursor in, ChoiceDraft answer, TokenColumns tokens, String list)
            throws MalformedPayloadException {
        if (!in.isArray()) {
            in.skip();
            return;
        }
        if (tokens.size() > 0) {
            throw in.fault("results[]." + list + " stands twice");
        }
        answer.shape(SourceFormat.WATSONX, in);
        while (in.nextElement()) {
            in.expectObject("a token of results[]");
            int before = tokens.size();
            for (String key = in.nextKey(); key != null; key = in.nextKey()) {
                if (key.equals("logprob") && tokens.size() == before) {
                    tokens.read(in, "a token's logprob");
                } else if (key.equals("top_tokens")) {
                    answer.candidateLists().readObjects(in, tokens.candidates(), before);
                } else {
                    in.skip();
                }
            }
            if (tokens.size() == before) {
                in.claimEntry();
                tokens.add(Double.NaN, TokenStatus.NULL);
            }
        }
    }
}
