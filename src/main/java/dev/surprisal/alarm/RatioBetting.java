package dev.surprisal.alarm;

import dev.surprisal.event.DetectorState;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.Severity;
import dev.surprisal.event.WindowScore;

/**
 * e-CUSUM on the likelihood ratio of the model to the reference: strict equality.
 *
 * <p>Null hypothesis: the tokens were sampled from the reference. Then Π p(y)/q(y) has expectation
 * 1 whatever the dependence between tokens, so the sum of ln p − ln q over a window is ln of an
 * e-value without any baseline. Where model and reference are equal to the bit it is 0 and the
 * recursion stays at w, where e-SR would climb to its alarm without evidence. A window without
 * pairs leaves the state as it is; one whose ratio is not finite is counted and left out.
 *
 * <p>An alert is over after three windows in a row whose ratio is at most 1.
 */
final class RatioBetting extends Detector<WindowScore> {

    static final String NAME = "e-cusum";

    private static final int CALM_WINDOWS = 3;

    RatioBetting() {
        super(NAME, "nll", "", Severity.PAGE);
    }

    @Override
    DetectorState start() {
        return start(EProcess.start(1));
    }

    @Override
    DetectorState next(DetectorState state, WindowScore window, double logWeight) {
        double ratio = ratio(window);
        if (Double.isNaN(ratio)) {
            return state;
        }
        boolean finite = Double.isFinite(ratio);
        double[] increments = {finite ? ratio : 0};
        double[] evidence = state.evidence().clone();
        EProcess.cusum(evidence, logWeight, increments);
        long documents = window.documents();
        long skipped = finite ? 0 : documents;
        long start = window.windowStartMillis();
        return grown(state, evidence, increments, start, documents, 0, skipped);
    }

    private static double ratio(WindowScore window) {
        return window.observation() == null
                ? Double.NaN
                : window.observation().logLikelihoodRatio();
    }

    @Override
    double evidence(DetectorState state, double logWeight) {
        return state.evidence()[0] - EProcess.shown(logWeight);
    }

    @Override
    double threshold(double logWeight) {
        return -EProcess.shown(logWeight);
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
    Reading reading(WindowScore window) {
        return Reading.of(ratio(window), 0);
    }

    @Override
    FiringAlert recover(FiringAlert firing, WindowScore window) {
        double ratio = ratio(window);
        if (Double.isNaN(ratio)) {
            return firing;
        }
        int calm = ratio <= 0 ? firing.calmWindows() + 1 : 0;
        return new FiringAlert(firing.alert(), firing.level(), firing.recovery(), calm);
    }

    @Override
    boolean isOver(FiringAlert firing) {
        return firing.calmWindows() >= CALM_WINDOWS;
    }
}
