package dev.surprisal.payload;

import dev.surprisal.event.Distribution;
import dev.surprisal.event.SourceFormat;

/**
 * Hugging Face TGI's own {@code POST /generate}: {@code details.prefill[].logprob} of the prompt
 * and {@code details.tokens[].logprob} of the answer; {@code /generate_stream} sends one {@code
 * token} an event.
 *
 * <p>TGI 1 to 3.3; KServe's and DeepInfra's clones. Values of the answer are of the distribution
 * sampled from, after temperature, penalties and truncation; of the prompt, raw. null is NaN or
 * minus infinity, it is not said which, and cached prompt positions are null too. From version 3
 * prefill is empty unless the server runs with --enable-prefill-logprobs: then there is no prompt,
 * not an empty one. Missing: id, model and time. The route {@code /} wraps the object in an array.
 * Golden cases: tgi/*.
 */
final class TgiGenerate {
    private TgiGenerate() {}

    static void readGeneratedText(JsonCursor in, ResponseDraft draft)
            throws MalformedPayloadException {
        draft.recognised = true;
        draft.singleSeen = true;
        in.skip();
    }

    /** An event's token; other servers' tokens are texts. */
    static void readToken(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isObject()) {
            in.skip();
            return;
        }
        draft.recognised = true;
        draft.singleSeen = true;
        TokenEntries.readEntry(in, fresh(draft.single, in), "token", new CharSlice());
    }

    static void readDetails(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isObject()) {
            in.skip();
            return;
        }
        draft.singleSeen = true;
        readSequence(in, draft.single, draft);
        draft.recognised |= draft.single.format != null;
    }

    /** An event's candidates, as a list; those of {@code details} are one list a token. */
    static void readTopTokens(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.single.candidateLists().readObjects(in, draft.single.tokens.candidates(), 0);
    }

    private static void readSequence(JsonCursor in, ChoiceDraft answer, ResponseDraft draft)
            throws MalformedPayloadException {
        Candidates top = null;
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "finish_reason" -> {
                    answer.finished = in.isString();
                    in.skip();
                }
                case "generated_tokens" -> {
                    answer.predicted = in.isNull() ? -1 : in.whole(key, 0, Integer.MAX_VALUE);
                }
                case "prefill" -> readPrefill(in, answer);
                case "tokens", "logprobs" ->
                        TokenEntries.read(in, fresh(answer, in), "details.tokens");
                case "top_tokens" ->
                        top = CandidateLists.readAll(in, answer.candidateLists()::readObjects);
                case "best_of_sequences" -> readOthers(in, draft);
                default -> in.skip();
            }
        }
        answer.tokens.take(top);
    }

    private static void readPrefill(JsonCursor in, ChoiceDraft answer)
            throws MalformedPayloadException {
        answer.shape(SourceFormat.TGI, in);
        answer.distribution = Distribution.PROCESSED;
        ChoiceDraft prompt = new ChoiceDraft();
        TokenEntries.read(in, prompt, "details.prefill");
        answer.promptTokens = prompt.tokens.size() == 0 ? null : prompt.tokens;
    }

    /** best_of: the answers that were not chosen; the chosen one is number 0. */
    private static void readOthers(JsonCursor in, ResponseDraft draft)
            throws MalformedPayloadException {
        if (in.isNull()) {
            return;
        }
        in.expectArray("details.best_of_sequences");
        for (int number = 1; in.nextElement(); number++) {
            in.expectObject("details.best_of_sequences[]");
            ChoiceDraft other = new ChoiceDraft();
            other.index = number;
            readSequence(in, other, draft);
            draft.add(other, in);
        }
    }

    private static ChoiceDraft fresh(ChoiceDraft answer, JsonCursor in)
            throws MalformedPayloadException {
        if (answer.tokens.size() > 0) {
            throw in.fault("the tokens of one answer stand twice");
        }
        answer.shape(SourceFormat.TGI, in);
        answer.distribution = Distribution.PROCESSED;
        return answer;
    }
}
