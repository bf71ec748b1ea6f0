package dev.surprisal.payload;

import dev.surprisal.event.TokenStatus;
import java.util.Collection;

/**
 * Numbers that are log-probs by themselves and stand-ins where they stand: only the list or the
 * response around them tells. Numbers that never are log-probs: {@link TokenColumns#addLogprob}.
 */
final class StandInValues {
    /** mlx servers print this for whatever is less. */
    private static final double CLIPPED = -100.0;

    /** OVMS at the first position of an echo. */
    private static final double OVMS_FIRST = 1.0;

    private StandInValues() {}

    /**
     * OVMS puts +1.0 where others put the null that opens an echo. Only a sole positive value in
     * front of others is taken for it: of linear probabilities, others would be positive too.
     */
    static void firstOneIsNull(TokenColumns tokens) {
        if (tokens.size() < 2 || tokens.first() != OVMS_FIRST) {
            return;
        }
        for (int i = 1; i < tokens.size(); i++) {
            if (tokens.status(i) == TokenStatus.POSITIVE) {
                return;
            }
        }
        tokens.unmeasured(0, TokenStatus.NULL);
    }

    /**
     * Servers that clip print the least value they allow for all that is below it. One such value
     * may be a coincidence; two that are equal, with none below them in the whole response, are
     * not.
     */
    static void markClipped(Collection<ChoiceDraft> answers) {
        int count = 0;
        for (ChoiceDraft answer : answers) {
            TokenColumns tokens = answer.tokens;
            for (int i = 0; i < tokens.size(); i++) {
                if (tokens.logprob(i) < CLIPPED) {
                    return;
                }
                count += tokens.logprob(i) == CLIPPED ? 1 : 0;
            }
        }
        if (count >= 2) {
            answers.forEach(answer -> mark(answer.tokens));
        }
    }

    private static void mark(TokenColumns tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.logprob(i) == CLIPPED) {
                tokens.unmeasured(i, TokenStatus.SENTINEL);
            }
        }
        tokens.candidates().drop(CLIPPED);
    }
}
