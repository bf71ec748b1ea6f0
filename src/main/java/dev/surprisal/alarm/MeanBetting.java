package dev.surprisal.alarm;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.Series;
import dev.surprisal.event.Severity;
import dev.surprisal.event.WindowScore;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.LogLinearHistogram;

/**
 * e-SR on the mean of a nonnegative statistic over documents: the alarm with a guarantee.
 *
 * <p>Null hypothesis: documents have on average at most μ0, the upper confidence bound of the
 * baseline's mean (downward: at least the lower bound of min(x, B), B twice the mean or the 99 %
 * quantile if that is more). Evidence shown: ln M/w, against ln 1/w.
 */
final class MeanBetting extends Detector<WindowScore> {

    static final String NAME = "e-sr";

    private static final double CAP_QUANTILE = 0.99;

    private final BaselineScore baseline;
    private final TestedMean tested;
    private final Recovery recovery;

    private MeanBetting(
            String statistic,
            boolean upward,
            BaselineScore baseline,
            TestedMean tested,
            DocumentSample sample) {
        super(NAME, statistic, upward ? "up" : "down", Severity.PAGE);
        this.baseline = baseline;
        this.tested = tested;
        recovery = new Recovery(statistic, upward, sample);
    }

    /** A test against this baseline; null where it allows none: too few documents, or mean 0. */
    static MeanBetting create(
            String statistic, boolean upward, BaselineScore baseline, double level) {
        DocumentMeans means = DocumentSample.find(baseline.observation(), statistic);
        if (means == null || means.documents() < 2) {
            return null;
        }
        DocumentSample sample = DocumentSample.of(means);
        double margin = sample.margin(level);
        if (upward) {
            double mean = sample.mean() + margin;
            return mean > 0
                    ? new MeanBetting(statistic, true, baseline, TestedMean.atMost(mean), sample)
                    : null;
        }
        double cap = cap(means.means(), sample.mean());
        double mean = sample.mean() - excess(means.means(), cap) / sample.documents() - margin;
        return mean > 0
                ? new MeanBetting(statistic, false, baseline, TestedMean.atLeast(mean, cap), sample)
                : null;
    }

    private static double cap(Series means, double mean) {
        LogLinearHistogram histogram = HistogramDistance.of(means);
        return Math.max(2 * mean, Math.min(Double.MAX_VALUE, histogram.quantile(CAP_QUANTILE)));
    }

    /** At most by how much the documents above the cap exceed it, all together. */
    private static double excess(Series means, double cap) {
        double excess = 0;
        for (int i = 0; i < means.buckets().length; i++) {
            double above = LogLinearHistogram.upperEdge(means.buckets()[i]) - cap;
            excess += means.counts()[i] * Math.max(0, above);
        }
        return excess;
    }

    TestedMean tested() {
        return tested;
    }

    @Override
    DetectorState start() {
        return start(EProcess.start(TestedMean.BETS));
    }

    @Override
    DetectorState next(DetectorState state, WindowScore window, double logWeight) {
        DocumentMeans means = DocumentSample.find(window.observation(), statistic);
        if (means == null) {
            return state;
        }
        double[] increments = tested.increments(means);
        double[] evidence = state.evidence().clone();
        EProcess.shiryaevRoberts(evidence, logWeight, increments);
        return grown(
                state,
                evidence,
                increments,
                window.windowStartMillis(),
                means.documents(),
                ExactSums.toDouble(means.sums(), 0),
                TestedMean.untestable(means));
    }

    @Override
    double evidence(DetectorState state, double logWeight) {
        return EProcess.mixture(state.evidence()) - EProcess.shown(logWeight);
    }

    @Override
    double threshold(double logWeight) {
        return -EProcess.shown(logWeight);
    }

    @Override
    boolean alarms(DetectorState state) {
        return EProcess.reached(EProcess.mixture(state.evidence()), 0);
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
