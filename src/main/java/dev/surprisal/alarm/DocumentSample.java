package dev.surprisal.alarm;

import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Observation;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.LogLinearHistogram;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Mean and spread of one statistic over documents, each counted once, from exact sums.
 *
 * @param documents n, those whose mean is finite and in the sums
 * @param mean Σm / n; NaN without documents
 * @param variance (Σm² − (Σm)²/n) / (n−1), combined exactly; NaN with fewer than two
 */
record DocumentSample(long documents, double mean, double variance) {

    private static final BigDecimal MINUS_ONE = BigDecimal.ONE.negate();

    static DocumentSample of(DocumentMeans means) {
        long n = means.documents() - notSummed(means);
        if (n < 1) {
            return new DocumentSample(0, Double.NaN, Double.NaN);
        }
        BigDecimal count = BigDecimal.valueOf(n);
        BigDecimal sum = ExactSums.toBigDecimal(means.sums(), 0);
        double mean = sum.divide(count, MathContext.DECIMAL128).doubleValue();
        if (n < 2) {
            return new DocumentSample(n, mean, Double.NaN);
        }
        // Squares rounded at 2^-96 may leave a sum that should be zero a little below.
        double variance =
                ExactSums.toBigDecimal(means.sums(), 1)
                        .multiply(count)
                        .subtract(sum.multiply(sum))
                        .max(BigDecimal.ZERO)
                        .divide(count.multiply(count.add(MINUS_ONE)), MathContext.DECIMAL128)
                        .doubleValue();
        return new DocumentSample(n, mean, variance);
    }

    /** The means of a statistic in an observation; null when it has none. */
    static DocumentMeans find(Observation observation, String statistic) {
        return observation == null ? null : find(observation.documentMeans(), statistic);
    }

    /** Those of a statistic among several; null when there are none, or of no documents. */
    static DocumentMeans find(DocumentMeans[] all, String statistic) {
        for (DocumentMeans means : all) {
            if (means.statistic().equals(statistic) && means.documents() > 0) {
                return means;
            }
        }
        return null;
    }

    /** Documents that are in no sum. */
    static long notSummed(DocumentMeans means) {
        long count = 0;
        int[] buckets = means.means().buckets();
        for (int i = 0; i < buckets.length; i++) {
            count += summed(buckets[i]) ? 0 : means.means().counts()[i];
        }
        return count;
    }

    /** Whether {@link ExactSums} takes the values of a bucket: finite and below 2^63. */
    static boolean summed(int bucket) {
        return LogLinearHistogram.lowerEdge(Math.abs(bucket)) < 0x1p63;
    }

    /** Standard error of the mean; NaN with fewer than two documents. */
    double standardError() {
        return Math.sqrt(variance / documents);
    }

    /** One-sided margin of the mean at this level, Student's t; NaN with fewer than two. */
    double margin(double level) {
        if (documents < 2) {
            return Double.NaN;
        }
        return standardError() * ClusteredRatio.studentQuantile(1 - level, documents - 1);
    }
}
