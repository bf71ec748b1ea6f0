package dev.surprisal.payload;

/**
 * A line of lm-evaluation-harness {@code --log_samples}, recognised by {@code resps}.
 *
 * <p>It holds the sum of a document's log-probs and its weight in words or bytes ({@code
 * "word_perplexity": [-57.25, 18]}), no tokens and not even their number. A sum passed off as a
 * token would be a perplexity of e^57, so the line is refused with a reason that says what it is.
 */
final class LmEvalSamples {
    private static final String REASON =
            "an lm-eval samples line: it holds sums over documents, not tokens, so it cannot be"
                    + " scored token by token";

    private LmEvalSamples() {}

    static void refuse(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.refusal = REASON;
        in.skip();
    }
}
