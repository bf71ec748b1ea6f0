package dev.surprisal.convention;

/**
 * One request: the model is asked about the tokens {@code [from, to)} of a document, and what it
 * says about {@code [scoredFrom, scoredTo)} counts.
 *
 * <p>The model never has to see token {@code to - 1} as an input: it only predicts it. So a window
 * has {@code to - from - 1} inputs, and the prefix token where there is one.
 *
 * @param index of the window in its document, from 0, without gaps
 * @param from first token that is asked about or gives context
 * @param to one past the last
 * @param prefixed whether the convention's prefix token stands before {@code from}
 * @param bosReplacesFirst whether BOS stands in the place of token {@code from}, which is never
 *     scored then
 * @param scoredFrom first token that counts
 * @param scoredTo one past the last; always above {@code scoredFrom}
 * @param weight of the window's mean nll in its document's mean: Σ weight·mean / Σ weight; 0 where
 *     a convention gives a window none
 */
public record PlannedWindow(
        int index,
        int from,
        int to,
        boolean prefixed,
        boolean bosReplacesFirst,
        int scoredFrom,
        int scoredTo,
        double weight) {

    /** Tokens that count. */
    public int scored() {
        return scoredTo - scoredFrom;
    }

    /** Tokens of the request: the prefix and all from {@code from} to {@code to}. */
    public int asked() {
        return to - from + (prefixed ? 1 : 0);
    }
}
