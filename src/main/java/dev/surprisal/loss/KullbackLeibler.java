package dev.surprisal.loss;

import dev.surprisal.event.Labelled;

/**
 * KL of a distribution over k classes to the predicted one, KL(target‖prediction).
 *
 * <pre>
 * loss      Σ_j t_j (ln t_j − ln p_j)      nats
 * gradient  d/dz_j = p_j − t_j,  d/dp_j = −t_j / p_j      negative where p_j is too low
 * </pre>
 *
 * <ul>
 *   <li>t_j = 0 adds nothing, whatever p_j; p_j = 0 with t_j above 0 makes it +∞
 *   <li>equal distributions give 0 to within the rounding of k terms, 2^-52 each, of either sign
 * </ul>
 *
 * <p>PyTorch's KLDivLoss(input = ln p, target = t), reduction by item (its "batchmean").
 */
final class KullbackLeibler extends Loss {

    @Override
    boolean applies(Labelled line) {
        return line.target() != null && line.scores() != null;
    }

    @Override
    double value(Labelled line, int item) {
        int classes = line.classes();
        double sum = 0;
        for (int j = 0; j < classes; j++) {
            double target = line.target()[item * classes + j];
            if (target > 0) {
                sum += target * (StrictMath.log(target) + ClassScores.nll(line, item, j));
            }
        }
        return sum;
    }
}
