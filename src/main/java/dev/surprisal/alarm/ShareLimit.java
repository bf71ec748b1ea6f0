package dev.surprisal.alarm;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.Severity;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.WindowScore;

/**
 * Warnings about tokens that have no log-prob: coverage below a limit, and a share of statuses that
 * are not OK well above the baseline's.
 *
 * <pre>
 * coverage   scored / expected &lt; the limit
 * statuses   p − b ≥ the allowed rise  and  p − b ≥ 3 · sqrt(b' (1 − b') / documents)
 * </pre>
 *
 * <p>p is the share of tokens that should have been scored and are not OK, b the baseline's, b' the
 * two together. The second condition takes a document's tokens for one: as if all shared one fate,
 * which no spread can exceed. A window in which no token was expected leaves the state as it is. An
 * alert is over after three windows in a row in which the condition does not hold.
 */
final class ShareLimit extends Detector<WindowScore> {

    static final String COVERAGE = "coverage";
    static final String STATUSES = "statuses";

    private static final int CALM_WINDOWS = 3;
    private static final double ERRORS = 3;

    private final double limit;

    /** [baseline's tokens that are not OK, its tokens]; null for coverage. */
    private final long[] before;

    private ShareLimit(
            String name, String statistic, String direction, double limit, long[] before) {
        super(name, statistic, direction, Severity.WARNING);
        this.limit = limit;
        this.before = before;
    }

    /** Warns below this coverage. */
    static ShareLimit coverage(double limit) {
        return new ShareLimit(COVERAGE, COVERAGE, "down", limit, null);
    }

    /** Warns of a rise by so much above a baseline. */
    static ShareLimit statuses(double rise, BaselineScore baseline) {
        return new ShareLimit(STATUSES, "not_ok", "up", rise, tokens(baseline.statuses()));
    }

    @Override
    DetectorState start() {
        return start(new double[1]);
    }

    @Override
    DetectorState next(DetectorState state, WindowScore window, double logWeight) {
        Reading reading = reading(window);
        if (Double.isNaN(reading.value())) {
            return state;
        }
        double[] evidence = {beyond(reading, window) ? evidenceOf(reading) : 0};
        double[] increments = {evidence[0] > 0 ? evidence[0] : Double.NEGATIVE_INFINITY};
        long start = window.windowStartMillis();
        return grown(state, evidence, increments, start, window.documents(), 0, 0);
    }

    private double evidenceOf(Reading reading) {
        return before == null ? 1 - reading.value() : reading.value() - reading.baseline();
    }

    private boolean beyond(Reading reading, WindowScore window) {
        if (before == null) {
            return reading.value() < limit;
        }
        long[] now = tokens(window.totals().statuses());
        double pooled = (double) (now[0] + before[0]) / (now[1] + before[1]);
        double error = Math.sqrt(pooled * (1 - pooled) / Math.max(1, (double) window.documents()));
        double rise = reading.value() - reading.baseline();
        return rise > 0 && rise >= limit && rise >= ERRORS * error;
    }

    @Override
    double evidence(DetectorState state, double logWeight) {
        return state.evidence()[0];
    }

    @Override
    double threshold(double logWeight) {
        return before == null ? 1 - limit : limit;
    }

    @Override
    boolean alarms(DetectorState state) {
        return state.evidence()[0] > 0;
    }

    @Override
    double level(DetectorState state) {
        return Double.NaN;
    }

    @Override
    Reading reading(WindowScore window) {
        long expected = window.totals().tokensExpected();
        if (before == null) {
            long scored = window.totals().statuses()[TokenStatus.OK.ordinal()];
            return Reading.of(expected == 0 ? Double.NaN : (double) scored / expected, Double.NaN);
        }
        long[] now = tokens(window.totals().statuses());
        // Nothing to compare with, or nothing to compare.
        return now[1] == 0 || before[1] == 0
                ? Reading.NONE
                : Reading.of((double) now[0] / now[1], (double) before[0] / before[1]);
    }

    @Override
    FiringAlert recover(FiringAlert firing, WindowScore window) {
        Reading reading = reading(window);
        if (Double.isNaN(reading.value())) {
            return firing;
        }
        int calm = beyond(reading, window) ? 0 : firing.calmWindows() + 1;
        return new FiringAlert(firing.alert(), firing.level(), firing.recovery(), calm);
    }

    @Override
    boolean isOver(FiringAlert firing) {
        return firing.calmWindows() >= CALM_WINDOWS;
    }

    /** [not OK, all] of the tokens that should have been scored. */
    private static long[] tokens(long[] statuses) {
        long[] tokens = new long[2];
        for (TokenStatus status : TokenStatus.values()) {
            if (status.expected() && status.ordinal() < statuses.length) {
                tokens[0] += status == TokenStatus.OK ? 0 : statuses[status.ordinal()];
                tokens[1] += statuses[status.ordinal()];
            }
        }
        return tokens;
    }
}
