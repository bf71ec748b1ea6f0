package dev.surprisal.alarm;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.Severity;
import dev.surprisal.event.WindowScore;
import dev.surprisal.kernel.ExactSums;

/**
 * Page's cusum of a window's mean over documents: the early warning, without a guarantee.
 *
 * <pre>
 * z = (m − b ∓ 2 s/√N) · √n / s        S = max(0, S ± z − k)        warns at S ≥ h
 * </pre>
 *
 * <p>n documents of mean m are a window, N of mean b and deviation s the baseline, whose own error
 * is taken off first: it would add up from window to window. |z| is cut at {@value #Z_MAX}, so that
 * no single window warns. A window without documents leaves the state as it is.
 *
 * <p>Source: Page (1954), doi:10.1093/biomet/41.1-2.100; k and h in units of a window's error.
 */
final class CusumChart extends Detector<WindowScore> {

    static final String NAME = "cusum";

    private static final double Z_MAX = 4;
    private static final double BASELINE_ERRORS = 2;

    private final BaselineScore baseline;
    private final DocumentSample sample;
    private final double sign;
    private final double reference;
    private final double limit;
    private final Recovery recovery;

    private CusumChart(
            String statistic,
            boolean upward,
            BaselineScore baseline,
            DocumentSample sample,
            AlarmSpec spec) {
        super(NAME, statistic, upward ? "up" : "down", Severity.WARNING);
        this.baseline = baseline;
        this.sample = sample;
        sign = upward ? 1 : -1;
        reference = spec.cusumReference();
        limit = spec.cusumLimit();
        recovery = new Recovery(statistic, upward, sample);
    }

    /** A chart against this baseline; null where it has fewer than two documents. */
    static CusumChart create(
            String statistic, boolean upward, BaselineScore baseline, AlarmSpec spec) {
        DocumentMeans means = DocumentSample.find(baseline.observation(), statistic);
        if (means == null) {
            return null;
        }
        DocumentSample sample = DocumentSample.of(means);
        return sample.documents() < 2
                ? null
                : new CusumChart(statistic, upward, baseline, sample, spec);
    }

    @Override
    DetectorState start() {
        return start(new double[1]);
    }

    @Override
    DetectorState next(DetectorState state, WindowScore window, double logWeight) {
        DocumentMeans means = DocumentSample.find(window.observation(), statistic);
        if (means == null) {
            return state;
        }
        DocumentSample now = DocumentSample.of(means);
        double[] increments = {now.documents() == 0 ? 0 : standardised(now) - reference};
        double[] evidence = {Math.max(0, state.evidence()[0] + increments[0])};
        return grown(
                state,
                evidence,
                increments,
                window.windowStartMillis(),
                now.documents(),
                ExactSums.toDouble(means.sums(), 0),
                DocumentSample.notSummed(means));
    }

    private double standardised(DocumentSample now) {
        double deviation = Math.sqrt(sample.variance());
        double beyond =
                sign * (now.mean() - sample.mean())
                        - BASELINE_ERRORS * deviation / Math.sqrt((double) sample.documents());
        // Documents that are all alike: any difference is beyond measure.
        double z = beyond == 0 ? 0 : beyond * Math.sqrt((double) now.documents()) / deviation;
        return Math.max(-Z_MAX, Math.min(Z_MAX, z));
    }

    @Override
    double evidence(DetectorState state, double logWeight) {
        return state.evidence()[0];
    }

    @Override
    double threshold(double logWeight) {
        return limit;
    }

    @Override
    boolean alarms(DetectorState state) {
        return state.evidence()[0] >= limit;
    }

    @Override
    Reading reading(WindowScore window) {
        return BaselineComparison.reading(statistic, baseline, window.observation());
    }

    @Override
    FiringAlert recover(FiringAlert firing, WindowScore window) {
        return recovery.next(firing, window);
    }

    @Override
    boolean isOver(FiringAlert firing) {
        return Recovery.isOver(firing);
    }
}
