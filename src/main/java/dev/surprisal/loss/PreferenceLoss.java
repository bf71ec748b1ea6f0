package dev.surprisal.loss;

import dev.surprisal.event.Labelled;

/**
 * Loss of a pairwise preference: Bradley-Terry on rewards, DPO on log-ratios.
 *
 * <pre>
 * margin    m = chosen − rejected, of rewards; of log-probs with references
 *           m = (chosen − chosen_reference) − (rejected − rejected_reference)
 * loss      −ln σ(β m) = softplus(−β m)      nats
 * gradient  d/dm = −β σ(−β m)                always negative: a larger margin costs less
 * </pre>
 *
 * <ul>
 *   <li>m = 0: ln 2; m = −∞: +∞, counted and not averaged in; m = +∞: 0
 *   <li>right, for the accuracy, is m above 0; a tie is wrong, as in TRL's rewards/accuracies
 *   <li>the mean margin is of m, without β; TRL's rewards/margins is β times it
 * </ul>
 *
 * <p>Sources: Bradley and Terry (1952), doi:10.2307/2334029; Rafailov et al. (2023),
 * arXiv:2305.18290.
 */
final class PreferenceLoss extends Loss {

    private final double beta;

    /** With {@code beta} above 0. */
    PreferenceLoss(double beta) {
        this.beta = beta;
    }

    @Override
    boolean applies(Labelled line) {
        return line.margins() != null;
    }

    @Override
    double value(Labelled line, int item) {
        return Logs.softplus(-beta * line.margins()[item]);
    }

    @Override
    int hit(Labelled line, int item) {
        return line.margins()[item] > 0 ? 1 : 0;
    }
}
