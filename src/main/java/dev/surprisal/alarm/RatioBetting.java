package dev.surprisal.alarm;

import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.WindowScore;

/**
 * e-CUSUM on the likelihood ratio of the model to the reference over windows: strict equality.
 *
 * <p>Null hypothesis: the tokens were sampled from the reference.
 */
final class RatioBetting extends EvidenceBetting<WindowScore> {

    RatioBetting() {
        super("nll");
    }

    @Override
    double ratio(WindowScore window) {
        return window.observation() == null
                ? Double.NaN
                : window.observation().logLikelihoodRatio();
    }

    @Override
    long startMillis(WindowScore window) {
        return window.windowStartMillis();
    }

    @Override
    long documents(WindowScore window) {
        return window.documents();
    }

    @Override
    FiringAlert recover(FiringAlert firing, WindowScore window) {
        double ratio = ratio(window);
        return Double.isNaN(ratio) ? firing : calmed(firing, ratio);
    }
}
