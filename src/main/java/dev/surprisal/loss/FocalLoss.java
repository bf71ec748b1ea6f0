package dev.surprisal.loss;

import dev.surprisal.event.Labelled;

/**
 * Focal loss: cross-entropy that what is known already counts less in; binary or of k classes.
 *
 * <pre>
 * loss      (1 − p_t)^γ (−ln p_t),  p_t the probability of what was the case      nats
 * gradient  d/dz_t = (1 − p_t)^γ (γ p_t ln p_t − (1 − p_t))      never positive: p_t is too low
 *           (z_t the logit of what was the case; of a binary one ±z)
 * </pre>
 *
 * <ul>
 *   <li>p_t = 0: +∞; p_t = 1: 0
 *   <li>γ = 0 is the cross-entropy
 *   <li>1 − p_t is not computed from p_t but in logs, so it keeps its digits where p_t is near 1
 * </ul>
 *
 * <p>Without the paper's α, which weights classes. Source: Lin et al. (2017), arXiv:1708.02002.
 */
final class FocalLoss extends Loss {

    private final double gamma;

    /** With {@code gamma} at least 0. */
    FocalLoss(double gamma) {
        this.gamma = gamma;
    }

    @Override
    boolean applies(Labelled line) {
        return isBinary(line) || isCategorical(line);
    }

    @Override
    double value(Labelled line, int item) {
        boolean binary = isBinary(line);
        int label = binary ? 0 : ClassScores.label(line, item);
        double nll = binary ? BinaryScores.nll(line, item) : ClassScores.nll(line, item, label);
        // 0 · −∞ would be NaN; and a loss of 0 or ∞ is that for every weight.
        if (gamma == 0 || nll == 0 || nll == Double.POSITIVE_INFINITY) {
            return nll;
        }
        double logOther =
                binary
                        ? BinaryScores.logOther(line, item)
                        : ClassScores.logOther(line, item, label);
        return StrictMath.exp(gamma * logOther) * nll;
    }

    @Override
    int hit(Labelled line, int item) {
        return isBinary(line) ? BinaryScores.hit(line, item) : ClassScores.hit(line, item);
    }
}
