package dev.surprisal.alarm;

import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Series;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.LogLinearHistogram;

/**
 * The hypothesis that documents have, on average, no more (upward) or no less (downward) of a
 * statistic than μ0, and what a bet against it pays.
 *
 * <pre>
 * a document   e = 1 + λ (x/μ0 − 1)              upward, 0 &lt; λ &lt; 1
 *              e = 1 + λ (min(x, B)/μ0 − 1)      downward, μ0/(μ0 − B) &lt; λ &lt; 0
 * a window     Π e over its documents
 * </pre>
 *
 * <p>x ≥ 0 and E[x | past] ≤ μ0 are all that the upward bet asks, with neither a bound nor a
 * variance nor a shape; the downward bet asks the same of min(x, B). e is then at least 0 and its
 * expectation at most 1. The grid is λ for the upward bet and the same shares of its most negative
 * λ for the downward one.
 *
 * <p>A window brings a histogram of its documents and their exact sum, not each document. What is
 * computed is the <em>least</em> product that any documents with this histogram and this sum could
 * have: ln e is concave in x, so it lies above the chord of its bucket, and the least total is had
 * when the sum's excess over the buckets' lower edges sits where chords are flattest, in the
 * highest buckets (downward: the deficit below upper edges, in the lowest). So e is never more than
 * the documents' own and the guarantee stands. With buckets 1/128 wide a bet on a rise loses 2 % of
 * its growth where documents spread by a quarter of their mean; lower edges alone would cost it 8 %
 * of a rise of 5 %.
 *
 * <ul>
 *   <li>a document that is not finite, or negative: pays 1, and {@link #untestable} counts it
 *   <li>no documents: 1
 * </ul>
 *
 * <p>Source: Shin, Ramdas, Rinaldo (2024), the increments of bounded and of nonnegative variables.
 */
final class TestedMean {

    /** Shares of the greatest bet: the best one for a rise d with spread s is about d/s². */
    private static final double[] GRID = {
        0.01, 0.02, 0.035, 0.06, 0.1, 0.17, 0.28, 0.45, 0.7, 0.95
    };

    /** Bets that run side by side. */
    static final int BETS = GRID.length;

    /** Relative error of sums in doubles, taken off what would raise the product. */
    private static final double ROUNDING = 1e-12;

    private final double mean;
    private final double cap;

    private TestedMean(double mean, double cap) {
        this.mean = mean;
        this.cap = cap;
    }

    /** Against a rise above {@code mean}, which is positive and finite. */
    static TestedMean atMost(double mean) {
        return new TestedMean(require(mean, 0), Double.POSITIVE_INFINITY);
    }

    /** Against a fall of min(x, cap) below {@code mean}; cap &gt; mean &gt; 0. */
    static TestedMean atLeast(double mean, double cap) {
        return new TestedMean(require(mean, 0), require(cap, mean));
    }

    double mean() {
        return mean;
    }

    private static double require(double value, double above) {
        if (!(value > above && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(value + " is not above " + above + " and finite");
        }
        return value;
    }

    /** λ of each bet. */
    double lambda(int bet) {
        return upward() ? GRID[bet] : GRID[bet] * mean / (mean - cap);
    }

    /** [bet] ln of what a window pays. */
    double[] increments(DocumentMeans documents) {
        Series series = documents.means();
        double sum = ExactSums.toDouble(documents.sums(), 0);
        double[] increments = new double[BETS];
        for (int bet = 0; bet < BETS; bet++) {
            increments[bet] =
                    upward() ? rising(series, sum, lambda(bet)) : falling(series, sum, lambda(bet));
        }
        return increments;
    }

    /** Documents that pay 1 because they are negative or not finite. */
    static long untestable(DocumentMeans documents) {
        long count = 0;
        int[] buckets = documents.means().buckets();
        for (int i = 0; i < buckets.length; i++) {
            count += testable(buckets[i]) ? 0 : documents.means().counts()[i];
        }
        return count;
    }

    private boolean upward() {
        return cap == Double.POSITIVE_INFINITY;
    }

    private static boolean testable(int bucket) {
        return bucket >= 0 && DocumentSample.summed(bucket);
    }

    private double rising(Series series, double sum, double lambda) {
        double floor = 0;
        double total = 0;
        for (int i = 0; i < series.buckets().length; i++) {
            if (testable(series.buckets()[i])) {
                double low = low(series.buckets()[i]);
                floor += series.counts()[i] * low;
                total += series.counts()[i] * log(low, lambda);
            }
        }
        double excess = sum * (1 - ROUNDING) - floor;
        for (int i = series.buckets().length - 1; i >= 0 && excess > 0; i--) {
            if (testable(series.buckets()[i])) {
                double low = low(series.buckets()[i]);
                double high = LogLinearHistogram.upperEdge(series.buckets()[i]);
                double taken = Math.min(excess, series.counts()[i] * (high - low));
                total += taken * chord(low, high, lambda);
                excess -= taken;
            }
        }
        return total;
    }

    private double falling(Series series, double sum, double lambda) {
        double ceiling = 0;
        double total = 0;
        boolean negative = false;
        for (int i = 0; i < series.buckets().length; i++) {
            negative |= series.buckets()[i] < 0;
            if (testable(series.buckets()[i])) {
                double high = Math.min(cap, LogLinearHistogram.upperEdge(series.buckets()[i]));
                ceiling += series.counts()[i] * high;
                total += series.counts()[i] * log(high, lambda);
            }
        }
        // A negative document in the sum would pass for a deficit of the others.
        double deficit = negative ? 0 : ceiling - sum * (1 + ROUNDING);
        for (int i = 0; i < series.buckets().length && deficit > 0; i++) {
            if (testable(series.buckets()[i])) {
                double low = Math.min(cap, low(series.buckets()[i]));
                double high = Math.min(cap, LogLinearHistogram.upperEdge(series.buckets()[i]));
                double taken = Math.min(deficit, series.counts()[i] * (high - low));
                total -= taken * chord(low, high, lambda);
                deficit -= taken;
            }
        }
        return total;
    }

    private static double low(int bucket) {
        return Math.max(0, LogLinearHistogram.lowerEdge(bucket));
    }

    private double log(double x, double lambda) {
        return StrictMath.log1p(lambda * (x / mean - 1));
    }

    /** Slope of ln e over a bucket; 0 over one without an end or without width. */
    private double chord(double low, double high, double lambda) {
        if (high == Double.POSITIVE_INFINITY || high <= low) {
            return 0;
        }
        return (log(high, lambda) - log(low, lambda)) / (high - low);
    }
}
