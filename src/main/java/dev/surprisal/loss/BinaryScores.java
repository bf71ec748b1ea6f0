package dev.surprisal.loss;

import dev.surprisal.event.Labelled;
import dev.surprisal.event.PredictionForm;

/** Reads a binary prediction: a probability p of the positive class, or its logit z. */
final class BinaryScores {

    private BinaryScores() {}

    /** −ln of the probability of what was the case; +∞ where that was called impossible. */
    static double nll(Labelled line, int item) {
        return nll(line, item, isPositive(line, item));
    }

    /** ln of the probability of what was not the case, 1 − p_t. */
    static double logOther(Labelled line, int item) {
        return -nll(line, item, !isPositive(line, item));
    }

    private static double nll(Labelled line, int item, boolean positive) {
        double score = line.scores()[item];
        if (line.form() == PredictionForm.LOGIT) {
            return Logs.softplus(positive ? -score : score);
        }
        // 0.0 - : ln 1 is +0, and -0 would be a result.
        return 0.0 - (positive ? StrictMath.log(score) : StrictMath.log1p(-score));
    }

    /** p of the positive class. */
    static double probability(Labelled line, int item) {
        double score = line.scores()[item];
        return line.form() == PredictionForm.LOGIT ? StrictMath.exp(-Logs.softplus(-score)) : score;
    }

    static boolean isPositive(Labelled line, int item) {
        return line.y()[item] == 1;
    }

    /** Whether the likelier class was the case; at exactly one half the negative one is taken. */
    static int hit(Labelled line, int item) {
        double score = line.scores()[item];
        boolean predicted = line.form() == PredictionForm.LOGIT ? score > 0 : score > 0.5;
        return predicted == isPositive(line, item) ? 1 : 0;
    }
}
