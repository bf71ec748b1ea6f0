package dev.surprisal.alarm;

import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.StepScore;

/**
 * e-CUSUM on the likelihood ratio of a pair over steps: strict equality.
 *
 * <p>Null hypothesis: the tokens were sampled from the second model of the pair, the reference
 * (mismatch: the policy). The ratio is Σ (ln p − ln q) over whole sequences.
 *
 * <p>A step whose sum is not finite does not bring an alert nearer to its end, or farther from it.
 */
final class EqualityBetting extends EvidenceBetting<StepScore> {

    /** A pair of {@link StepAlarmSpec#PAIRS}. */
    EqualityBetting(String pair) {
        super(pair);
    }

    @Override
    double ratio(StepScore step) {
        return statistic.equals(StepAlarmSpec.REFERENCE)
                ? step.referenceEvidence()
                : step.mismatchEvidence();
    }

    @Override
    long startMillis(StepScore step) {
        return step.firstStep();
    }

    @Override
    long documents(StepScore step) {
        return 1;
    }

    @Override
    FiringAlert recover(FiringAlert firing, StepScore step) {
        double ratio = ratio(step);
        return Double.isFinite(ratio) ? calmed(firing, ratio) : firing;
    }
}
