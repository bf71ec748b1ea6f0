package dev.surprisal.loss;

import dev.surprisal.event.LossBins;
import dev.surprisal.event.LossFigures;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.IndependentErrors;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The figures of one loss from its sums. Terms are combined exactly and rounded at the end.
 *
 * <p>The error of an RMSE is half that of the MSE over the RMSE (delta method), 0 where all errors
 * are 0; its interval is the root of the MSE's, from 0 where that begins below.
 */
final class LossCalculator {

    private static final double LEVEL = 0.95;

    private final LossKind kind;
    private final long[] sums;
    private final long[] counts;
    private final ClusteredRatio clusters;

    LossCalculator(LossKind kind, long[] sums, long[] counts) {
        this.kind = kind;
        this.sums = sums;
        this.counts = counts;
        clusters = ClusteredRatio.readFrom(sums, LossSums.CLUSTERED);
    }

    LossFigures figures() {
        LossBins bins = kind == LossKind.ECE ? bins() : null;
        double finiteMean = bins == null ? over(LossSums.VALUE, finite()) : Double.NaN;
        boolean whole = finite() == counts[LossSums.ITEMS];
        double mean = whole ? finiteMean : Double.NaN;
        boolean judges = counts[LossSums.JUDGED] > 0;
        return new LossFigures(
                counts[LossSums.LINES],
                counts[LossSums.ITEMS],
                counts[LossSums.INFINITE],
                counts[LossSums.TOO_LARGE],
                value(mean, bins),
                mean,
                whole && bins == null ? ExactSums.toDouble(sums, LossSums.VALUE) : Double.NaN,
                finiteMean,
                whole ? standardError() : Double.NaN,
                whole ? end(false) : Double.NaN,
                whole ? end(true) : Double.NaN,
                whole && bins == null ? standardErrorIid() : Double.NaN,
                clusters.clusters(),
                judges && bins == null
                        ? (double) counts[LossSums.HITS] / counts[LossSums.JUDGED]
                        : Double.NaN,
                judges && bins == null
                        ? IndependentErrors.binomialError(
                                counts[LossSums.HITS], counts[LossSums.JUDGED])
                        : Double.NaN,
                marginMean(),
                bins);
    }

    private long finite() {
        return counts[LossSums.ITEMS] - counts[LossSums.INFINITE] - counts[LossSums.TOO_LARGE];
    }

    private double over(int sum, long n) {
        return n == 0 ? Double.NaN : ratio(ExactSums.toBigDecimal(sums, sum), n);
    }

    private static double ratio(BigDecimal sum, long n) {
        return sum.divide(BigDecimal.valueOf(n), MathContext.DECIMAL128).doubleValue();
    }

    private double value(double mean, LossBins bins) {
        return switch (kind) {
            case RMSE -> Math.sqrt(mean);
            case ECE -> calibrationError(bins);
            default -> mean;
        };
    }

    private double standardError() {
        double error = isClustered() ? clusters.standardError() : Double.NaN;
        if (kind != LossKind.RMSE || error == 0) {
            return error;
        }
        return error / (2 * Math.sqrt(clusters.mean()));
    }

    /** A line too large to be a cluster would be missing from the error. */
    private boolean isClustered() {
        return counts[LossSums.UNCLUSTERED] == 0;
    }

    private double end(boolean upper) {
        double end = upper ? clusters.upper(LEVEL) : clusters.lower(LEVEL);
        if (!isClustered()) {
            return Double.NaN;
        }
        return kind == LossKind.RMSE ? Math.sqrt(Math.max(0, end)) : end;
    }

    private double standardErrorIid() {
        BigDecimal squares = ExactSums.toBigDecimal(sums, LossSums.SQUARE);
        BigDecimal values = ExactSums.toBigDecimal(sums, LossSums.VALUE);
        return kind == LossKind.RMSE
                ? IndependentErrors.rootMeanSquareError(values, squares, finite())
                : IndependentErrors.meanError(values, squares, finite());
    }

    /** None where a margin is infinite. */
    private double marginMean() {
        long margins = counts[LossSums.MARGINS];
        boolean all = kind == LossKind.PREFERENCE && margins == counts[LossSums.ITEMS];
        return all ? over(LossSums.MARGIN, margins) : Double.NaN;
    }

    private int binCount() {
        return (counts.length - LossSums.COUNTS) / 2;
    }

    private LossBins bins() {
        int bins = binCount();
        long[] items = new long[bins];
        double[] confidences = new double[bins];
        double[] accuracies = new double[bins];
        for (int b = 0; b < bins; b++) {
            items[b] = counts[LossSums.COUNTS + b];
            confidences[b] = over(LossSums.SUMS + b, items[b]);
            accuracies[b] =
                    items[b] == 0
                            ? Double.NaN
                            : (double) counts[LossSums.COUNTS + bins + b] / items[b];
        }
        return new LossBins(items, confidences, accuracies);
    }

    /** Σ_b |hits − Σ confidence| / n: the counts of the bins cancel. */
    private double calibrationError(LossBins bins) {
        BigDecimal total = BigDecimal.ZERO;
        long items = 0;
        for (int b = 0; b < bins.counts().length; b++) {
            BigDecimal hits =
                    BigDecimal.valueOf(counts[LossSums.COUNTS + bins.counts().length + b]);
            BigDecimal confidence = ExactSums.toBigDecimal(sums, LossSums.SUMS + b);
            total = total.add(hits.subtract(confidence).abs());
            items += bins.counts()[b];
        }
        return items == 0 ? Double.NaN : ratio(total, items);
    }
}
