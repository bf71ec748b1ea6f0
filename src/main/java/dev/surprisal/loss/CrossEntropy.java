package dev.surprisal.loss;

import dev.surprisal.event.Labelled;

/**
 * Cross-entropy of one of k classes, with or without smoothed labels; from probabilities, logits or
 * log-probs.
 *
 * <pre>
 * loss      −ln p_y                                         nats
 * smoothed  (1−ε) (−ln p_y) + ε/k Σ_j −ln p_j               nats; the target is (1−ε) [j=y] + ε/k
 * gradient  d/dz_j = p_j − target_j,  d/dp_j = −target_j / p_j
 *           negative for the class that was the case while p_y is below its target, positive for the
 *           others; over the logits z it adds up to 0
 * </pre>
 *
 * <ul>
 *   <li>p_y = 0: +∞, counted and not averaged in. With ε above 0 any class of probability 0 is
 *   <li>logits of any size: only differences to the greatest are exponentiated; −∞ is p = 0
 *   <li>probabilities and log-probs are taken as they are, not renormalised
 * </ul>
 *
 * <p>As PyTorch's CrossEntropyLoss with label_smoothing. Source of the smoothing: Szegedy et al.
 * (2016), arXiv:1512.00567. Right, for the accuracy, is the first of the likeliest classes.
 */
final class CrossEntropy extends Loss {

    private final double smoothing;

    /** With {@code smoothing} of [0, 1); 0 is none. */
    CrossEntropy(double smoothing) {
        this.smoothing = smoothing;
    }

    @Override
    boolean applies(Labelled line) {
        return isCategorical(line);
    }

    @Override
    double value(Labelled line, int item) {
        double nll = ClassScores.nll(line, item, ClassScores.label(line, item));
        if (smoothing == 0) {
            return nll;
        }
        int classes = line.classes();
        double all = 0;
        for (int j = 0; j < classes; j++) {
            all += ClassScores.nll(line, item, j);
        }
        return (1 - smoothing) * nll + smoothing * (all / classes);
    }

    @Override
    int hit(Labelled line, int item) {
        return ClassScores.hit(line, item);
    }
}
