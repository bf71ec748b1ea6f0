package dev.surprisal.alarm;

import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A pool of documents' mean nll, made token by token, to draw from: the mean of a draw is then
 * known exactly.
 *
 * <p>A token's nll is exponential with a scale whose logarithm follows an AR(1) process within its
 * document: heavy tails (kurtosis 39), documents that differ by a quarter of their mean, and tokens
 * so dependent that a clustered standard error is more than three times one that takes them for
 * independent.
 */
final class SyntheticDocuments {

    private static final int TOKENS = 300;
    private static final double LOG_SCALE_VARIANCE = 1 / 3.0;
    private static final double AUTOREGRESSION = 0.96;

    private final double[] means;
    private final double mean;
    private final String facts;

    SyntheticDocuments(int documents, long seed) {
        Random random = new Random(seed);
        means = new double[documents];
        double[] powers = new double[5];
        for (int i = 0; i < documents; i++) {
            means[i] = document(random, powers);
        }
        mean = Arrays.stream(means).sum() / documents;
        double variance = Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum() / documents;
        double n = (double) documents * TOKENS;
        double m2 = powers[2] / n - mean * mean;
        double m4 =
                powers[4] / n
                        - 4 * mean * powers[3] / n
                        + 6 * mean * mean * powers[2] / n
                        - 3 * Math.pow(mean, 4);
        facts =
                String.format(
                        "kurtosis of tokens %.0f, CV of documents %.2f, clustered over naive"
                                + " standard error %.2f",
                        m4 / m2 / m2,
                        Math.sqrt(variance) / mean,
                        Math.sqrt(variance * TOKENS / m2));
    }

    private static double document(Random random, double[] powers) {
        double deviation = Math.sqrt(LOG_SCALE_VARIANCE);
        double innovation = deviation * Math.sqrt(1 - AUTOREGRESSION * AUTOREGRESSION);
        double logScale = deviation * random.nextGaussian();
        double sum = 0;
        for (int t = 0; t < TOKENS; t++) {
            double scale = 2 * StrictMath.exp(logScale - LOG_SCALE_VARIANCE / 2);
            double nll = -scale * StrictMath.log(1 - random.nextDouble());
            sum += nll;
            powers[2] += nll * nll;
            powers[3] += nll * nll * nll;
            powers[4] += nll * nll * nll * nll;
            logScale = AUTOREGRESSION * logScale + innovation * random.nextGaussian();
        }
        return sum / TOKENS;
    }

    double mean() {
        return mean;
    }

    /** Mean of min(x, cap). */
    double mean(double cap) {
        return Arrays.stream(means).map(m -> Math.min(m, cap)).sum() / means.length;
    }

    String facts() {
        return facts;
    }

    /** So many documents, drawn with replacement, times a factor. */
    double[] draw(RandomGenerator random, int count, double factor) {
        double[] drawn = new double[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = factor * means[random.nextInt(means.length)];
        }
        return drawn;
    }
}
