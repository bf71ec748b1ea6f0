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
        new LossNumbers(spec.losses(), totals, completions, target).judge();
    }

    private void judge() {
        LossFigures bce = tally.figures(LossTally.BCE);
        long judged = bce == null ? 0 : bce.items();
        long without =
                completions.judgesNonFinite()
                        + completions.judgesUnlabelled()
                        + completions.judgesMissing();
        if (judged + without == 0) {
            return;
        }
        target.accept("judge/count", judged);
        target.accept("judge/nonfinite", completions.judgesNonFinite());
        target.accept("judge/unlabelled", completions.judgesUnlabelled());
        target.accept("judge/missing", completions.judgesMissing());
        if (judged > 0) {
            target.accept("judge/infinite", bce.infinite());
            target.accept("judge/bce", bce.value());
            target.accept("judge/bce_finite", bce.finiteMean());
            target.accept("judge/accuracy", bce.accuracy());
            target.accept("judge/ece", tally.figures(LossTally.ECE).value());
        }
    }
}
