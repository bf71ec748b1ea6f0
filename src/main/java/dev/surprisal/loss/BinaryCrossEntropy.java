package dev.surprisal.loss;

import dev.surprisal.event.Labelled;

/**
 * Cross-entropy of a yes or no, from a probability p or a logit z of yes.
 *
 * <pre>
 * loss      −y ln p − (1−y) ln(1−p)  =  softplus(−z) where y = 1, softplus(z) where y = 0      nats
 * gradient  d/dz = p − y,  d/dp = (p − y) / (p (1−p))      negative where y = 1: p is too low
 * </pre>
 *
 * <ul>
 *   <li>p = 1 for what was the case costs 0, p = 0 for it +∞, which is counted and not averaged in;
 *       nothing is added to p. From a logit it is +∞ only where the logit is infinite
 *   <li>with ε above 0 it is −y ln(p+ε) − (1−y) ln(1−p+ε), finite for every p, and below 0 where p
 *       is within ε of right: what the glossary's code computes. A logit is made a p first
 * </ul>
 *
 * <p>Right, for the accuracy, is p above 1/2 for yes. PyTorch's BCELoss clamps the logarithm at
 * −100 instead.
 */
final class BinaryCrossEntropy extends Loss {

    private final double eps;

    /** With {@code eps} at least 0; 0 adds nothing. */
    BinaryCrossEntropy(double eps) {
        this.eps = eps;
    }

    @Override
    boolean applies(Labelled line) {
        return isBinary(line);
    }

    @Override
    double value(Labelled line, int item) {
        if (eps == 0) {
            return BinaryScores.nll(line, item);
        }
        double p = BinaryScores.probability(line, item);
        return 0.0 - StrictMath.log((BinaryScores.isPositive(line, item) ? p : 1 - p) + eps);
    }

    @Override
    int hit(Labelled line, int item) {
        return BinaryScores.hit(line, item);
    }
}
