package dev.surprisal.reference;

import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopCandidates;

/**
 * A document as the reference scored it. Arrays are [tokens], in the document's order.
 *
 * @param document name
 * @param group value of the field that results are grouped by; null if none
 * @param words of its text; -1 if not known
 * @param bytes of its text in UTF-8; -1 if not known
 * @param tokenIds targets; null if not known
 * @param nll of each; NaN where its status is not OK
 * @param statuses {@link TokenStatus#code()} of each
 * @param top the likeliest tokens at each position; null if none were kept
 */
public record ReferenceDocument(
        String document,
        String group,
        long words,
        long bytes,
        int[] tokenIds,
        double[] nll,
        byte[] statuses,
        TopCandidates top) {

    /**
     * Checks that the arrays belong together.
     *
     * @throws IllegalArgumentException when their lengths differ, or offsets do not ascend
     */
    public ReferenceDocument {
        boolean fits =
                statuses.length == nll.length
                        && (tokenIds == null || tokenIds.length == nll.length)
                        && (top == null || fits(top, nll.length));
        if (!fits) {
            throw new IllegalArgumentException("document " + document + ": arrays do not fit");
        }
    }

    private static boolean fits(TopCandidates top, int tokens) {
        int[] offsets = top.offsets();
        if (offsets.length != tokens + 1 || offsets[0] != 0) {
            return false;
        }
        for (int i = 0; i < tokens; i++) {
            if (offsets[i + 1] < offsets[i]) {
                return false;
            }
        }
        return top.tokens().length == offsets[tokens] && top.logprobs().length == offsets[tokens];
    }

    /** Whether the value at a position is a log-prob. */
    public boolean scored(int position) {
        return statuses[position] == TokenStatus.OK.code();
    }
}
