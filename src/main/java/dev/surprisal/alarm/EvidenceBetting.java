package dev.surprisal.alarm;

import dev.surprisal.event.DetectorState;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.Severity;

/**
 * e-CUSUM on a ratio that is itself ln of an e-value, so that it needs no baseline: Π p(y)/q(y) has
 * expectation 1 under "the tokens are sampled from q", whatever the dependence between tokens.
 * Where p and q are equal to the bit it is 0 and the recursion stays at w, where e-SR would climb
 * to its alarm without evidence. One that is NaN leaves the state as it is; one that is not finite
 * is counted and left out.
 *
 * <p>An alert is over after three windows in a row whose ratio is at most 1.
 *
 * @param <T> windows in event time, or steps of training
 */
abstract class EvidenceBetting<T> extends Detector<T> {

    static final String NAME = "e-cusum";

    private static final int CALM = 3;

    EvidenceBetting(String statistic) {
        super(NAME, statistic, "", Severity.PAGE);
    }

    /** Σ (ln p − ln q), nats; NaN where there are no pairs. */
    abstract double ratio(T window);

    abstract long startMillis(T window);

    /** How many a window counts as, and how many are left out with it. */
    abstract long documents(T window);

    @Override
    final DetectorState start() {
        return start(EProcess.start(1));
    }

    @Override
    final DetectorState next(DetectorState state, T window, double logWeight) {
        double ratio = ratio(window);
        if (Double.isNaN(ratio)) {
            return state;
        }
        boolean finite = Double.isFinite(ratio);
        double[] increments = {finite ? ratio : 0};
        double[] evidence = state.evidence().clone();
        EProcess.cusum(evidence, logWeight, increments);
        long documents = documents(window);
        long skipped = finite ? 0 : documents;
        return grown(state, evidence, increments, startMillis(window), documents, 0, skipped);
    }

    @Override
    final double evidence(DetectorState state, double logWeight) {
        return state.evidence()[0] - EProcess.shown(logWeight);
    }

    @Override
    final double threshold(double logWeight) {
        return -EProcess.shown(logWeight);
    }

    @Override
    final boolean alarms(DetectorState state) {
        return EProcess.reached(state.evidence()[0], 0);
    }

    @Override
    final double level(DetectorState state) {
        return Double.NaN;
    }

    @Override
    final Reading reading(T window) {
        return Reading.of(ratio(window), 0);
    }

    /** One window more without evidence, or none. */
    static FiringAlert calmed(FiringAlert firing, double ratio) {
        int calm = ratio <= 0 ? firing.calmWindows() + 1 : 0;
        return new FiringAlert(firing.alert(), firing.level(), firing.recovery(), calm);
    }

    @Override
    final boolean isOver(FiringAlert firing) {
        return firing.calmWindows() >= CALM;
    }
}
