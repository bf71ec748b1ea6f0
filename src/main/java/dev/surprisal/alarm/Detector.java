package dev.surprisal.alarm;

import dev.surprisal.event.DetectorState;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.Severity;
import java.util.Arrays;

/**
 * One sequential test of one series of a key, against a baseline or limit that it was built for. It
 * holds no state: what it has gathered is a {@link DetectorState}, which it takes and returns.
 *
 * @param <T> what is tested: windows in event time, or steps of training
 */
abstract class Detector<T> {

    final String name;
    final String statistic;
    final String direction;
    final Severity severity;

    Detector(String name, String statistic, String direction, Severity severity) {
        this.name = name;
        this.statistic = statistic;
        this.direction = direction;
        this.severity = severity;
    }

    /** The state before the first window, and after an alert is over. */
    abstract DetectorState start();

    /**
     * The state after a window. A window in which the series has no value leaves it as it is.
     *
     * @param logWeight ln of the window's share of the allowed false alarms
     */
    abstract DetectorState next(DetectorState state, T window, double logWeight);

    /** Evidence so far and what it takes to alarm, in one unit, as an alert shows them. */
    abstract double evidence(DetectorState state, double logWeight);

    abstract double threshold(double logWeight);

    /** Whether the state asks for an alert. */
    abstract boolean alarms(DetectorState state);

    /** What an alert says of the window. */
    abstract Reading reading(T window);

    /** How near its end an alert is after a window. */
    abstract FiringAlert recover(FiringAlert firing, T window);

    abstract boolean isOver(FiringAlert firing);

    /** Mean over documents since the change began; NaN where there is none. */
    double level(DetectorState state) {
        int leader = EProcess.leader(state.evidence());
        return state.documents()[leader] == 0
                ? Double.NaN
                : state.sums()[leader] / state.documents()[leader];
    }

    /** Whether a state is one of this series. */
    boolean owns(DetectorState state) {
        return state.detector().equals(name)
                && state.statistic().equals(statistic)
                && state.direction().equals(direction);
    }

    DetectorState start(double[] evidence) {
        int bets = evidence.length;
        return new DetectorState(
                name,
                statistic,
                direction,
                evidence,
                new double[bets],
                new long[bets],
                new long[bets],
                new double[bets],
                0,
                null);
    }

    /**
     * A state with new evidence whose runs have grown by a window: where one had been at its floor,
     * the change that it sees began, if there is one, with this window.
     *
     * @param increments [bet] what the window adds to the run
     * @param startMillis when the window begins
     */
    DetectorState grown(
            DetectorState state,
            double[] evidence,
            double[] increments,
            long startMillis,
            long documents,
            double sum,
            long skipped) {
        double[] runs = state.runs().clone();
        long[] since = state.sinceMillis().clone();
        long[] counts = state.documents().clone();
        double[] sums = state.sums().clone();
        for (int bet = 0; bet < runs.length; bet++) {
            if (runs[bet] == 0) {
                since[bet] = startMillis;
                counts[bet] = 0;
                sums[bet] = 0;
            }
            runs[bet] = Math.max(0, runs[bet] + increments[bet]);
            counts[bet] += documents;
            sums[bet] += sum;
        }
        return new DetectorState(
                name,
                statistic,
                direction,
                evidence,
                runs,
                since,
                counts,
                sums,
                state.skipped() + skipped,
                state.firing());
    }

    @Override
    public String toString() {
        return String.join(" ", Arrays.asList(name, statistic, direction)).trim();
    }
}
