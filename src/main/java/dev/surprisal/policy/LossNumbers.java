package dev.surprisal.policy;

import dev.surprisal.event.LossFigures;
import dev.surprisal.event.LossTotals;
import java.util.function.ObjDoubleConsumer;

/** The numbers of a step that are losses of completions, under their names. */
final class LossNumbers {

    private final LossTally tally;
    private final CompletionFigures completions;
    private final ObjDoubleConsumer<String> target;

    private LossNumbers(
            StepLosses losses,
            LossTotals totals,
            CompletionFigures completions,
            ObjDoubleConsumer<String> target) {
        this.completions = completions;
        this.target = target;
        tally = new LossTally(losses);
        tally.merge(totals);
    }

    /** Gives each to the target; NaN is one that there is not. */
    static void put(
            StepSpec spec,
            LossTotals totals,
            CompletionFigures completions,
            ObjDoubleConsumer<String> target) {
        LossNumbers numbers = new LossNumbers(spec.losses(), totals, completions, target);
        numbers.judge();
        numbers.preference();
    }

    private void judge() {
        LossFigures bce = tally.figures(LossTally.BCE);
        long judged = bce == null ? 0 : bce.items();
        long nonFinite = completions.count(CompletionCount.JUDGE_NON_FINITE);
        long unlabelled = completions.count(CompletionCount.JUDGE_UNLABELLED);
        long missing = completions.count(CompletionCount.JUDGE_MISSING);
        if (judged + nonFinite + unlabelled + missing == 0) {
            return;
        }
        target.accept("judge/count", judged);
        target.accept("judge/nonfinite", nonFinite);
        target.accept("judge/unlabelled", unlabelled);
        target.accept("judge/missing", missing);
        if (judged > 0) {
            target.accept("judge/infinite", bce.infinite() + bce.tooLarge());
            target.accept("judge/bce", bce.value());
            target.accept("judge/bce_finite", bce.finiteMean());
            target.accept("judge/accuracy", bce.accuracy());
            target.accept("judge/ece", tally.figures(LossTally.ECE).value());
        }
    }

    private void preference() {
        LossFigures loss = tally.figures(LossTally.PREFERENCE);
        long pairs = loss == null ? 0 : loss.items();
        long unscored = completions.count(CompletionCount.PAIR_UNSCORED);
        long unmatched = completions.count(CompletionCount.PAIR_UNMATCHED);
        long repeated = completions.count(CompletionCount.PAIR_REPEATED);
        long beyond = completions.count(CompletionCount.PAIR_BEYOND);
        if (pairs + unscored + unmatched + repeated + beyond == 0) {
            return;
        }
        target.accept("preference/pairs", pairs);
        target.accept("preference/unscored", unscored);
        target.accept("preference/unmatched", unmatched);
        target.accept("preference/repeated", repeated);
        target.accept("preference/beyond", beyond);
        if (pairs > 0) {
            target.accept("preference/too_large", loss.infinite() + loss.tooLarge());
            target.accept("preference/loss", loss.value());
            target.accept("preference/accuracy", loss.accuracy());
            target.accept("preference/margin", loss.marginMean());
        }
    }
}
