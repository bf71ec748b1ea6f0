package dev.surprisal.loss;

import dev.surprisal.event.Labelled;
import dev.surprisal.event.PredictionForm;

/** Reads a categorical prediction: k probabilities, logits or log-probs an item. */
final class ClassScores {

    private ClassScores() {}

    static int label(Labelled line, int item) {
        return (int) line.y()[item];
    }

    /** −ln of the probability of a class; +∞ where it is 0. */
    static double nll(Labelled line, int item, int index) {
        int from = item * line.classes();
        return switch (line.form()) {
            case PROBABILITY -> 0.0 - StrictMath.log(line.scores()[from + index]);
            case LOG_PROBABILITY -> 0.0 - line.scores()[from + index];
            case LOGIT -> Logs.nllOfLogits(line.scores(), from, line.classes(), index);
        };
    }

    /** ln(1 − p) of a class. */
    static double logOther(Labelled line, int item, int index) {
        double[] scores = line.scores();
        int k = line.classes();
        int from = item * k;
        return switch (line.form()) {
            case PROBABILITY -> StrictMath.log1p(-scores[from + index]);
            case LOG_PROBABILITY -> Logs.log1mExp(scores[from + index]);
            case LOGIT -> Logs.logOther(scores, from, k, index);
        };
    }

    /** Whether the likeliest class, the first of equals, was the case. */
    static int hit(Labelled line, int item) {
        return likeliest(line, item) == label(line, item) ? 1 : 0;
    }

    /** Probability of the likeliest class. */
    static double greatest(Labelled line, int item) {
        int top = likeliest(line, item);
        return line.form() == PredictionForm.PROBABILITY
                ? line.scores()[item * line.classes() + top]
                : StrictMath.exp(-nll(line, item, top));
    }

    private static int likeliest(Labelled line, int item) {
        return Logs.top(line.scores(), item * line.classes(), line.classes());
    }
}
