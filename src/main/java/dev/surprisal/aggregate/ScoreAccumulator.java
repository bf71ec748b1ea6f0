package dev.surprisal.aggregate;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.PairScores;
import dev.surprisal.event.RowScores;
import dev.surprisal.event.Series;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.Totals;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.LogLinearHistogram;
import dev.surprisal.kernel.Sample;
import java.util.Arrays;

/**
 * Folds scores into {@link Totals}. Adding and merging are exact, hence in any order and any tree
 * the same bits.
 *
 * <p>A document is accumulated on its own and {@linkplain #closeCluster() closed}, which makes it a
 * cluster of the error estimate; documents are then merged into windows and jobs.
 */
final class ScoreAccumulator {

    private long tokensExpected;
    private final long[] statuses = new long[TokenStatus.values().length];
    private final long[] counts = new long[Count.CELLS];
    private final long[] sums = ExactSums.create(Sum.CELLS);
    private final double[] minima = new double[Tracked.values().length];
    private final double[] maxima = new double[Tracked.values().length];
    private final Sample[] samples = new Sample[Tracked.values().length];
    private final TextSums text = new TextSums(sums, counts);
    private final EntropySums entropies = new EntropySums(sums, counts);
    private final WorstTokens worst = new WorstTokens();

    ScoreAccumulator() {
        this(Sample.EXACT_COUNT_MAX);
    }

    private ScoreAccumulator(int exactCountMax) {
        Arrays.fill(minima, Double.POSITIVE_INFINITY);
        Arrays.fill(maxima, Double.NEGATIVE_INFINITY);
        Arrays.setAll(samples, i -> new Sample(exactCountMax));
    }

    /** One that keeps histograms and no values, so that its size is bounded. */
    static ScoreAccumulator bounded() {
        return new ScoreAccumulator(0);
    }

    static ScoreAccumulator of(Totals totals) {
        ScoreAccumulator accumulator = new ScoreAccumulator();
        accumulator.merge(totals);
        return accumulator;
    }

    /** Adds the positions of a piece. */
    void add(CompletionScore score) {
        text.add(score);
        worst.add(score);
        for (int i = 0; i < score.nll().length; i++) {
            TokenStatus status = TokenStatus.of(score.statuses()[i]);
            statuses[status.ordinal()]++;
            if (status.expected()) {
                tokensExpected++;
            }
            if (status == TokenStatus.OK) {
                double nll = score.nll()[i];
                add(Sum.NLL, nll);
                ExactSums.addProduct(sums, Sum.NLL_SQUARED.ordinal(), nll, nll);
                track(Tracked.NLL, nll);
            }
            entropies.add(score, i);
            if (score.full() != null) {
                addRow(score.full(), i);
            }
            if (score.pair() != null) {
                addPair(score.pair(), score.nll()[i], i);
            }
        }
    }

    /** Adds tokens that should have been scored and never arrived. */
    void addMissing(long tokens) {
        tokensExpected += tokens;
        statuses[TokenStatus.NOT_MEASURED.ordinal()] += tokens;
    }

    long tokensExpected() {
        return tokensExpected;
    }

    long tokensScored() {
        return statuses[TokenStatus.OK.ordinal()];
    }

    /** Makes what was added so far one cluster; to be called once, when a document closes. */
    void closeCluster() {
        ClusteredRatio own = new ClusteredRatio();
        own.add(ExactSums.toDouble(sums, Sum.NLL.ordinal()), tokensScored());
        own.writeTo(sums, Sum.CLUSTER_CELLS);
        closeMeans();
        text.close(tokensScored(), tokensScored() == tokensExpected);
        if (counts[Count.PAIRED.ordinal()] > 0) {
            closePair();
        }
    }

    private void closeMeans() {
        closeMean(
                Sum.NLL,
                tokensScored(),
                Sum.DOCUMENT_NLL,
                Count.DOCUMENT_NLL,
                Tracked.DOCUMENT_NLL);
        closeMean(
                Sum.ENTROPY_LOW,
                counts[Count.ENTROPY_LOW.ordinal()],
                Sum.DOCUMENT_ENTROPY,
                Count.DOCUMENT_ENTROPY,
                Tracked.DOCUMENT_ENTROPY);
        closeMean(
                Sum.GAP_HIGH,
                counts[Count.GAP_HIGH.ordinal()],
                Sum.DOCUMENT_GAP,
                Count.DOCUMENT_GAP,
                Tracked.DOCUMENT_GAP);
    }

    private void closeMean(Sum sum, long tokens, Sum means, Count count, Tracked tracked) {
        double mean = entropies.mean(sum, tokens);
        Sum squared = Sum.values()[means.ordinal() + 1];
        if (entropies.addDocument(means, squared, count, mean)) {
            track(tracked, mean);
        }
    }

    private void closePair() {
        ClusteredRatio paired = new ClusteredRatio();
        double difference =
                ExactSums.toBigDecimal(sums, Sum.PAIRED_NLL.ordinal())
                        .subtract(ExactSums.toBigDecimal(sums, Sum.REFERENCE_NLL.ordinal()))
                        .doubleValue();
        paired.add(difference, counts[Count.PAIRED.ordinal()]);
        paired.writeTo(sums, Sum.PAIR_CLUSTER_CELLS);
    }

    private void addRow(RowScores full, int i) {
        if (add(Sum.ENTROPY, full.entropy()[i])) {
            counts[Count.FULL_ROWS.ordinal()]++;
            add(Sum.VARENTROPY, full.varentropy()[i]);
            counts[Count.TARGET_TOP.ordinal()] += full.targetIsTop()[i];
            counts[Count.TARGET_FLOORED.ordinal()] += full.targetFloored()[i];
        }
        if (full.smoothedNll() != null) {
            addCounted(Sum.SMOOTHED_NLL, Count.SMOOTHED, full.smoothedNll()[i]);
        }
        if (full.focalNll() != null) {
            addCounted(Sum.FOCAL_NLL, Count.FOCAL, full.focalNll()[i]);
        }
    }

    private void addPair(PairScores pair, double nll, int i) {
        double referenceNll = pair.referenceNll()[i];
        if (!Double.isNaN(nll) && !Double.isNaN(referenceNll)) {
            counts[Count.PAIRED.ordinal()]++;
            add(Sum.PAIRED_NLL, nll);
            add(Sum.REFERENCE_NLL, referenceNll);
            ExactSums.addProduct(sums, Sum.PAIRED_NLL_SQUARED.ordinal(), nll, nll);
            ExactSums.addProduct(
                    sums, Sum.REFERENCE_NLL_SQUARED.ordinal(), referenceNll, referenceNll);
            ExactSums.addProduct(sums, Sum.NLL_PRODUCT.ordinal(), nll, referenceNll);
        }
        addCounted(Sum.REFERENCE_ENTROPY, Count.REFERENCE_FULL_ROWS, pair.referenceEntropy()[i]);
        addDivergence(DivergenceCells.FORWARD, pair.forwardKl()[i]);
        addDivergence(DivergenceCells.REVERSE, pair.reverseKl()[i]);
        if (pair.js() != null) {
            addCounted(Sum.JS, Count.JS, pair.js()[i]);
            addCounted(Sum.TV, Count.TV, pair.tv()[i]);
        }
        double deltaP = pair.deltaP()[i];
        if (addCounted(Sum.DELTA_P, Count.DELTA_P, deltaP)) {
            double squared = deltaP * deltaP;
            add(Sum.DELTA_P_SQUARED, squared);
            ExactSums.addProduct(sums, Sum.DELTA_P_FOURTH.ordinal(), squared, squared);
            track(Tracked.DELTA_P, deltaP);
            counts[Count.SAME_TOP.ordinal()] += pair.sameTop()[i];
            counts[Count.REFERENCE_FLOORED.ordinal()] += pair.referenceFloored()[i];
        }
    }

    private void addDivergence(DivergenceCells cells, double value) {
        if (addCounted(cells.sum(), cells.count(), value)) {
            ExactSums.addProduct(sums, cells.squared().ordinal(), value, value);
        } else {
            counts[(Double.isNaN(value) ? cells.undefined() : cells.infinite()).ordinal()]++;
        }
        if (!Double.isNaN(value)) {
            track(cells.tracked(), value);
        }
    }

    private boolean addCounted(Sum sum, Count count, double value) {
        boolean added = add(sum, value);
        if (added) {
            counts[count.ordinal()]++;
        }
        return added;
    }

    private boolean add(Sum sum, double value) {
        return ExactSums.add(sums, sum.ordinal(), value);
    }

    /**
     * Infinite values take their place among the quantiles, and are neither minimum nor maximum.
     */
    private void track(Tracked tracked, double value) {
        int index = tracked.ordinal();
        samples[index].add(value);
        if (Double.isFinite(value)) {
            // Adding 0 makes a minus zero a zero: which of the two came first must not show.
            minima[index] = Math.min(minima[index], value + 0.0);
            maxima[index] = Math.max(maxima[index], value + 0.0);
        }
    }

    /** Adds all that {@code other} holds. */
    void merge(Totals other) {
        mergeSums(other);
        worst.addAll(other.worst());
        for (int i = 0; i < samples.length; i++) {
            minima[i] = Math.min(minima[i], other.minima()[i]);
            maxima[i] = Math.max(maxima[i], other.maxima()[i]);
            add(samples[i], other.series()[i]);
        }
    }

    /** Adds sums and counts alone: no quantiles follow from what was merged so. */
    void mergeSums(Totals other) {
        tokensExpected += other.tokensExpected();
        addAll(statuses, other.statuses());
        addAll(counts, other.counts());
        ExactSums.addAll(sums, other.sums());
    }

    private static void addAll(long[] target, long[] addends) {
        for (int i = 0; i < addends.length; i++) {
            target[i] += addends[i];
        }
    }

    private static void add(Sample sample, Series series) {
        if (series.values() != null) {
            sample.add(Sample.of(sample.exactCountMax(), series.values()));
        } else {
            sample.add(series.buckets(), series.counts());
        }
    }

    /** To be read: a histogram stays one, however few values it has. */
    static Sample sample(Series series) {
        return sample(series, series.values() == null ? 0 : Sample.EXACT_COUNT_MAX);
    }

    private static Sample sample(Series series, int exactCountMax) {
        return series.values() != null
                ? Sample.of(exactCountMax, series.values())
                : Sample.of(
                        exactCountMax, new LogLinearHistogram(series.buckets(), series.counts()));
    }

    /** What was added, in arrays of its own. */
    Totals totals() {
        Series[] series = new Series[samples.length];
        for (int i = 0; i < series.length; i++) {
            series[i] = series(samples[i]);
        }
        return new Totals(
                tokensExpected,
                statuses.clone(),
                counts.clone(),
                sums.clone(),
                minima.clone(),
                maxima.clone(),
                series,
                worst.toArray());
    }

    private static Series series(Sample sample) {
        if (sample.isExact()) {
            return new Series(sample.exactValues(), null, null);
        }
        LogLinearHistogram histogram = sample.histogram();
        return new Series(null, histogram.buckets(), histogram.counts());
    }
}
