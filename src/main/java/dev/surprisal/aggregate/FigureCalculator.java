package dev.surprisal.aggregate;

import dev.surprisal.event.Comparison;
import dev.surprisal.event.DeltaP;
import dev.surprisal.event.Divergence;
import dev.surprisal.event.EntropyFigures;
import dev.surprisal.event.Figures;
import dev.surprisal.event.Quantiles;
import dev.surprisal.event.Series;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.Totals;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.IndependentErrors;
import dev.surprisal.kernel.Sample;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Totals to figures: every mean, error and interval from exact sums, rounded to double once at the
 * end. NaN where a figure does not exist. Formulas, units and sources: docs/METRICS.md.
 */
final class FigureCalculator {

    private static final double LEVEL = 0.95;
    private static final double LN2 = StrictMath.log(2);
    private static final double[] LEVELS = {0.001, 0.01, 0.05, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999};
    private static final double[] DELTA_P_LEVELS = {
        0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999
    };

    private final Totals totals;

    private FigureCalculator(Totals totals) {
        this.totals = totals;
    }

    /**
     * The figures of {@code totals}.
     *
     * @param clusterUnit what one cluster is, in words
     */
    static Figures figures(Totals totals, String clusterUnit) {
        return new FigureCalculator(totals).figures(clusterUnit);
    }

    private Figures figures(String clusterUnit) {
        long scored = totals.statuses()[TokenStatus.OK.ordinal()];
        long expected = totals.tokensExpected();
        double nllMean = mean(Sum.NLL, scored);
        double perplexity = StrictMath.exp(nllMean);
        ClusteredRatio clusters = ClusteredRatio.readFrom(totals.sums(), Sum.CLUSTER_CELLS);
        Sample nll = ScoreAccumulator.sample(totals.series()[Tracked.NLL.ordinal()]);
        double nllError =
                IndependentErrors.meanError(total(Sum.NLL), total(Sum.NLL_SQUARED), scored);
        return new Figures(
                expected,
                scored,
                (double) scored / expected,
                scored == 0 ? Double.NaN : ExactSums.toDouble(totals.sums(), Sum.NLL.ordinal()),
                nllMean,
                perplexity,
                scored == expected ? perplexity : Double.NaN,
                StrictMath.exp(clusters.lower(LEVEL)),
                StrictMath.exp(clusters.upper(LEVEL)),
                perplexity * nllError,
                clusterUnit,
                clusters.clusters(),
                nllMean / LN2,
                mean(Sum.ENTROPY, count(Count.FULL_ROWS)),
                mean(Sum.VARENTROPY, count(Count.FULL_ROWS)),
                targetTop1(),
                mean(Sum.SMOOTHED_NLL, count(Count.SMOOTHED)),
                mean(Sum.FOCAL_NLL, count(Count.FOCAL)),
                quantiles(nll, LEVELS),
                quantilesExact(),
                count(Count.TARGET_FLOORED),
                compared() ? comparison() : null,
                count(Count.TEXT_DOCUMENTS) > 0
                        ? TextCalculator.figures(
                                totals, scored == expected ? perplexity : Double.NaN)
                        : null,
                entropy());
    }

    /** Over full rows, and in a flow without an end over lists of likeliest tokens. */
    private double targetTop1() {
        long top = count(Count.TARGET_TOP) + count(Count.LISTED_TOP);
        return (double) top / (count(Count.FULL_ROWS) + count(Count.LISTED));
    }

    private EntropyFigures entropy() {
        return new EntropyFigures(
                count(Count.ENTROPY_LOW),
                mean(Sum.ENTROPY_LOW, count(Count.ENTROPY_LOW)),
                mean(Sum.ENTROPY_HIGH, count(Count.ENTROPY_HIGH)),
                mean(Sum.GAP_LOW, count(Count.GAP_LOW)),
                mean(Sum.GAP_HIGH, count(Count.GAP_HIGH)));
    }

    private boolean quantilesExact() {
        for (Series series : totals.series()) {
            if (series.values() == null) {
                return false;
            }
        }
        return true;
    }

    private boolean compared() {
        return count(Count.DELTA_P)
                        + count(Count.FORWARD_KL)
                        + count(Count.FORWARD_KL_INFINITE)
                        + count(Count.FORWARD_KL_UNDEFINED)
                > 0;
    }

    private Comparison comparison() {
        long paired = count(Count.PAIRED);
        double referenceMean = mean(Sum.REFERENCE_NLL, paired);
        double referencePerplexity = StrictMath.exp(referenceMean);
        double referenceError =
                IndependentErrors.meanError(
                        total(Sum.REFERENCE_NLL), total(Sum.REFERENCE_NLL_SQUARED), paired);
        IndependentErrors.PairedSums pairs =
                new IndependentErrors.PairedSums(
                        paired,
                        total(Sum.PAIRED_NLL),
                        total(Sum.PAIRED_NLL_SQUARED),
                        total(Sum.REFERENCE_NLL),
                        total(Sum.REFERENCE_NLL_SQUARED),
                        total(Sum.NLL_PRODUCT));
        BigDecimal difference = total(Sum.PAIRED_NLL).subtract(total(Sum.REFERENCE_NLL));
        return new Comparison(
                paired,
                referencePerplexity,
                referencePerplexity * referenceError,
                mean(Sum.REFERENCE_ENTROPY, count(Count.REFERENCE_FULL_ROWS)),
                mean(difference, paired),
                ClusteredRatio.readFrom(totals.sums(), Sum.PAIR_CLUSTER_CELLS).standardError(),
                IndependentErrors.differenceError(pairs),
                IndependentErrors.correlation(pairs),
                divergence(DivergenceCells.FORWARD),
                divergence(DivergenceCells.REVERSE),
                deltaP(),
                share(Count.SAME_TOP, Count.DELTA_P),
                IndependentErrors.binomialError(count(Count.SAME_TOP), count(Count.DELTA_P)),
                mean(Sum.JS, count(Count.JS)),
                mean(Sum.TV, count(Count.TV)),
                count(Count.REFERENCE_FLOORED));
    }

    private Divergence divergence(DivergenceCells cells) {
        long finite = count(cells.count());
        long infinite = count(cells.infinite());
        long undefined = count(cells.undefined());
        boolean whole = infinite == 0 && undefined == 0;
        int tracked = cells.tracked().ordinal();
        return new Divergence(
                cells.direction(),
                whole ? mean(cells.sum(), finite) : Double.NaN,
                whole
                        ? IndependentErrors.meanError(
                                total(cells.sum()), total(cells.squared()), finite)
                        : Double.NaN,
                finite == 0 ? Double.NaN : totals.minima()[tracked],
                finite == 0 ? Double.NaN : totals.maxima()[tracked],
                quantiles(ScoreAccumulator.sample(totals.series()[tracked]), LEVELS),
                infinite,
                undefined);
    }

    private DeltaP deltaP() {
        long n = count(Count.DELTA_P);
        int tracked = Tracked.DELTA_P.ordinal();
        return new DeltaP(
                mean(Sum.DELTA_P, n),
                IndependentErrors.meanError(total(Sum.DELTA_P), total(Sum.DELTA_P_SQUARED), n),
                Math.sqrt(mean(Sum.DELTA_P_SQUARED, n)),
                IndependentErrors.rootMeanSquareError(
                        total(Sum.DELTA_P_SQUARED), total(Sum.DELTA_P_FOURTH), n),
                n == 0 ? Double.NaN : totals.minima()[tracked],
                n == 0 ? Double.NaN : totals.maxima()[tracked],
                quantiles(ScoreAccumulator.sample(totals.series()[tracked]), DELTA_P_LEVELS));
    }

    private static Quantiles quantiles(Sample sample, double[] levels) {
        double[] values = new double[levels.length];
        for (int i = 0; i < levels.length; i++) {
            values[i] = sample.quantile(levels[i]);
        }
        return new Quantiles(levels.clone(), values);
    }

    private long count(Count count) {
        return totals.counts()[count.ordinal()];
    }

    private double share(Count part, Count whole) {
        return (double) count(part) / count(whole);
    }

    private BigDecimal total(Sum sum) {
        return ExactSums.toBigDecimal(totals.sums(), sum.ordinal());
    }

    private double mean(Sum sum, long n) {
        return mean(total(sum), n);
    }

    private static double mean(BigDecimal total, long n) {
        return n == 0
                ? Double.NaN
                : total.divide(BigDecimal.valueOf(n), MathContext.DECIMAL128).doubleValue();
    }
}
