package dev.surprisal.aggregate;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.SurprisingToken;
import dev.surprisal.event.TokenStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Keeps the least expected tokens; which they are does not depend on the order of adding. */
final class WorstTokens {

    /** How many are kept. */
    static final int KEPT = 20;

    private static final Comparator<SurprisingToken> ORDER =
            Comparator.comparingDouble(SurprisingToken::nll)
                    .reversed()
                    .thenComparing(SurprisingToken::document)
                    .thenComparing(SurprisingToken::position);

    private final List<SurprisingToken> kept = new ArrayList<>();

    /** Adds the tokens of a piece whose places in the text are known. */
    void add(CompletionScore piece) {
        if (piece.text() == null || piece.text().byteStart() == null) {
            return;
        }
        for (int i = 0; i < piece.nll().length; i++) {
            boolean counts = piece.statuses()[i] == TokenStatus.OK.code();
            if (counts && (kept.size() < KEPT || piece.nll()[i] >= kept.get(KEPT - 1).nll())) {
                kept.add(token(piece, i));
                trim();
            }
        }
    }

    private static SurprisingToken token(CompletionScore piece, int i) {
        return new SurprisingToken(
                piece.identity().documentId(),
                piece.extent().firstPosition() + i,
                piece.tokenIds() == null ? -1 : piece.tokenIds()[i],
                piece.nll()[i],
                piece.text().byteStart()[i],
                piece.text().byteEnd()[i]);
    }

    void addAll(SurprisingToken[] others) {
        kept.addAll(Arrays.asList(others));
        trim();
    }

    private void trim() {
        kept.sort(ORDER);
        if (kept.size() > KEPT) {
            kept.subList(KEPT, kept.size()).clear();
        }
    }

    SurprisingToken[] toArray() {
        return kept.toArray(new SurprisingToken[0]);
    }
}
