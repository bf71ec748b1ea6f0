package dev.surprisal.alarm;

import dev.surprisal.event.DetectorState;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.Severity;
import dev.surprisal.event.StepScore;

/**
 * e-CUSUM on the likelihood ratio of a pair over steps: strict equality.
 *
 * <p>Null hypothesis: the tokens were sampled from the second model of the pair, the reference
 * (mismatch: the policy). Then Π p(y)/q(y) over whole sequences has expectation 1 whatever the
 * dependence between tokens, so the step's sum of ln p − ln q is ln of an e-value. Two models that
 * are equal to the bit give 0, and the recursion stays at w; see {@link RatioBetting}. A step
 * without pairs leaves the state as it is; one whose sum is not finite is counted and left out.
 *
 * <p>An alert is over after three steps in a row with a finite sum of at most 0.
 */
final class EqualityBetting extends Detector<StepScore> {

    static final String NAME = "e-cusum";

    private static final int CALM_STEPS = 3;

    /** A pair of {@link StepAlarmSpec#PAIRS}. */
    EqualityBetting(String pair) {
        super(NAME, pair, "", Severity.PAGE);
    }

    @Override
    DetectorState start() {
        return start(EProcess.start(1));
    }

    @Override
    DetectorState next(DetectorState state, StepScore step, double logWeight) {
        double ratio = ratio(step);
        if (Double.isNaN(ratio)) {
            return state;
        }
        boolean finite = Double.isFinite(ratio);
        double[] increments = {finite ? ratio : 0};
        double[] evidence = state.evidence().clone();
        EProcess.cusum(evidence, logWeight, increments);
        return grown(state, evidence, increments, step.firstStep(), 1, 0, finite ? 0 : 1);
    }

    private double ratio(StepScore step) {
        return statistic.equals(StepAlarmSpec.REFERENCE)
                ? step.referenceEvidence()
                : step.mismatchEvidence();
    }

    @Override
    double evidence(DetectorState state, double logWeight) {
        return state.evidence()[0] - logWeight;
    }

    @Override
    double threshold(double logWeight) {
        return -logWeight;
    }

    @Override
    boolean alarms(DetectorState state) {
        return EProcess.reached(state.evidence()[0], 0);
    }

    @Override
    double level(DetectorState state) {
        return Double.NaN;
    }

    @Override
    Reading reading(StepScore step) {
        return Reading.of(ratio(step), 0);
    }

    @Override
    FiringAlert recover(FiringAlert firing, StepScore step) {
        double ratio = ratio(step);
        if (!Double.isFinite(ratio)) {
            return firing;
        }
        int calm = ratio <= 0 ? firing.calmWindows() + 1 : 0;
        return new FiringAlert(firing.alert(), firing.level(), firing.recovery(), calm);
    }

    @Override
    boolean isOver(FiringAlert firing) {
        return firing.calmWindows() >= CALM_STEPS;
    }
}
