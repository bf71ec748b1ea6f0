package dev.surprisal.aggregate;

import dev.surprisal.event.CompletionScore;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Which of two answers for the same position of the same document counts: a finished one before a
 * cut one, then the one with more tokens, then the lower payload hash. The order of arrival never
 * decides.
 */
final class PieceOrder {

    private static final Comparator<CompletionScore> BEST_FIRST =
            Comparator.comparing((CompletionScore score) -> !score.extent().finished())
                    .thenComparing(score -> -score.nll().length)
                    .thenComparing(score -> score.origin().payloadHash(), Long::compareUnsigned)
                    // Equal payloads: any will do for the numbers, this fixes the origin shown.
                    .thenComparing(score -> score.origin().source())
                    .thenComparing(score -> score.origin().offset());

    private PieceOrder() {}

    static CompletionScore better(CompletionScore a, CompletionScore b) {
        return BEST_FIRST.compare(a, b) <= 0 ? a : b;
    }

    /** Whether two repeats say the same, bit for bit. Servers' repeats often do not. */
    static boolean agree(CompletionScore a, CompletionScore b) {
        return Arrays.equals(a.nll(), b.nll()) && Arrays.equals(a.statuses(), b.statuses());
    }
}
