package dev.surprisal.policy;

import dev.surprisal.event.Judgement;
import dev.surprisal.event.Labelled;
import dev.surprisal.event.LossFigures;
import dev.surprisal.event.LossTotals;
import dev.surprisal.loss.LossSums;

/**
 * Adds up losses of completions: of judges, where each is one item, and of pairs, which are one
 * together. Formulas and edges are those of package {@code loss}. Totals depend neither on order
 * nor on how they were merged.
 */
final class LossTally {

    // In the order of StepLosses.specs.
    static final int BCE = 0;
    static final int ECE = 1;
    static final int PREFERENCE = 2;

    private final StepLosses losses;

    /** Null until something is added: most runs have no judge. */
    private LossSums sums;

    LossTally(StepLosses losses) {
        this.losses = losses;
    }

    private LossSums sums() {
        sums = sums == null ? new LossSums(losses.specs()) : sums;
        return sums;
    }

    /** Adds what a judge said, if there is a number and a label. */
    void judge(Judgement judgement) {
        if (judgement == null
                || judgement.form() == null
                || judgement.label() < 0
                || Double.isNaN(judgement.score())) {
            return;
        }
        double[] label = {judgement.label()};
        double[] score = {judgement.score()};
        sums().add(
                        new Labelled(
                                null,
                                0,
                                1,
                                label,
                                null,
                                judgement.form(),
                                0,
                                score,
                                null,
                                null,
                                null,
                                null));
    }

    /**
     * Adds a pair.
     *
     * @param margin log-ratio of the chosen half less that of the rejected, nats, finite
     */
    void prefer(double margin) {
        double[] margins = {margin};
        sums().add(new Labelled(null, 0, 1, null, null, null, 0, null, null, null, null, margins));
    }

    /** Adds what another tally of the same losses has; null has nothing. */
    void merge(LossTotals other) {
        if (other != null) {
            sums().merge(other.sums(), other.counts());
        }
    }

    /** A copy of what has been added so far; null if nothing was. */
    LossTotals totals() {
        return sums == null ? null : new LossTotals(sums.sums(), sums.counts());
    }

    /** Of one of the losses; null if nothing was added. */
    LossFigures figures(int loss) {
        return sums == null ? null : sums.figures(loss);
    }
}
