package dev.surprisal.policy;

import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Series;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.LogLinearHistogram;

/** How completions spread in one statistic, each counted once; mergeable. */
final class MeansTally {

    private final String statistic;
    private final long[] sums = ExactSums.create(2);
    private final LogLinearHistogram histogram = new LogLinearHistogram();

    MeansTally(String statistic) {
        this.statistic = statistic;
    }

    /** Adds a completion's value; one that it does not have, NaN, adds nothing. */
    void add(double mean) {
        if (Double.isNaN(mean)) {
            return;
        }
        histogram.add(mean);
        // What is too large for a sum is in the histogram, which readers of the two look at.
        if (ExactSums.add(sums, 0, mean)) {
            ExactSums.addProduct(sums, 1, mean, mean);
        }
    }

    void merge(DocumentMeans other) {
        ExactSums.addAll(sums, other.sums());
        histogram.add(other.means().buckets(), other.means().counts());
    }

    DocumentMeans means() {
        return new DocumentMeans(
                statistic,
                histogram.count(),
                sums.clone(),
                new Series(null, histogram.buckets(), histogram.counts()));
    }
}
