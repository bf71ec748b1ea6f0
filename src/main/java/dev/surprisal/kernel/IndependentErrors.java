package dev.surprisal.kernel;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Standard errors of means over n tokens that are taken to be independent and alike: the figures
 * that llama.cpp's perplexity tool prints after ±.
 *
 * <p>Tokens of one text are not independent, so these are too small, by a factor of three for texts
 * of some hundred tokens; {@link ClusteredRatio} is the error to rely on. Results that carry one of
 * these end in {@code _se_iid}.
 *
 * <p>Arguments are sums as {@link ExactSums#toBigDecimal} gives them. All terms are combined
 * exactly over a common denominator and rounded at the end, so nothing is lost where they cancel;
 * error: that of the sums and two roundings. Sums of squares and products should come from {@link
 * ExactSums#addProduct}.
 *
 * <ul>
 *   <li>n &lt; 2: NaN. llama.cpp says 0 for n ≤ 10 (the covariance: n &lt; 10), which reads as
 *       certainty
 *   <li>a variance below zero, which rounding of the sums can give: 0. llama.cpp prints nan
 *   <li>units: those of the values; of the squares of the values for {@link #covariance}
 * </ul>
 *
 * <p>Source: {@code tools/perplexity/perplexity.cpp} of llama.cpp, {@code mean_and_uncertainty},
 * {@code covariance} and the final block of {@code kl_divergence}.
 */
public final class IndependentErrors {

    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private IndependentErrors() {}

    /**
     * The sums over n tokens that each have two values, a and b.
     *
     * @param n number of tokens
     * @param a Σa
     * @param aSquared Σa²
     * @param b Σb
     * @param bSquared Σb²
     * @param ab Σab
     */
    public record PairedSums(
            long n,
            BigDecimal a,
            BigDecimal aSquared,
            BigDecimal b,
            BigDecimal bSquared,
            BigDecimal ab) {}

    /** Error of the mean of x: sqrt((Σx²/n − (Σx/n)²) / (n−1)). */
    public static double meanError(BigDecimal sum, BigDecimal sumSquares, long n) {
        return rootOverCounts(scatter(sum, sum, sumSquares, n), n);
    }

    /** Covariance of the means of a and b: (Σab/n − Σa/n · Σb/n) / (n−1). */
    public static double covariance(PairedSums sums) {
        if (sums.n < 2) {
            return Double.NaN;
        }
        return scatter(sums.a, sums.b, sums.ab, sums.n)
                .divide(counts(sums.n), MathContext.DECIMAL128)
                .doubleValue();
    }

    /**
     * Pearson's correlation of a and b, in [-1, 1]; NaN when one of them does not vary.
     *
     * <p>Of the nll under two models it is llama.cpp's Cor(ln(PPL(Q)), ln(PPL(base))).
     */
    public static double correlation(PairedSums sums) {
        BigDecimal scatterA = scatter(sums.a, sums.a, sums.aSquared, sums.n);
        BigDecimal scatterB = scatter(sums.b, sums.b, sums.bSquared, sums.n);
        if (sums.n < 2 || scatterA.signum() <= 0 || scatterB.signum() <= 0) {
            return Double.NaN;
        }
        // Squared and signed again, so that one root is taken of one rounded number.
        BigDecimal scatterAB = scatter(sums.a, sums.b, sums.ab, sums.n);
        double squared =
                scatterAB
                        .multiply(scatterAB)
                        .divide(scatterA.multiply(scatterB), MathContext.DECIMAL128)
                        .doubleValue();
        return scatterAB.signum() * Math.min(1, Math.sqrt(squared));
    }

    /**
     * Error of mean a − mean b on the same tokens: sqrt(se_a² + se_b² − 2 covariance).
     *
     * <p>Of the nll under two models it is the error of ln(PPL(Q)/PPL(base)); times the ratio, that
     * of PPL(Q)/PPL(base).
     */
    public static double differenceError(PairedSums sums) {
        return differenceError(sums, 1, 1);
    }

    /**
     * Error of scaleA · mean a − scaleB · mean b: sqrt((scaleA se_a)² + (scaleB se_b)² − 2 scaleA
     * scaleB covariance), for finite scales.
     *
     * <p>With the two perplexities as scales it is the error of PPL(Q) − PPL(base).
     */
    public static double differenceError(PairedSums sums, double scaleA, double scaleB) {
        BigDecimal p = new BigDecimal(scaleA);
        BigDecimal q = new BigDecimal(scaleB);
        BigDecimal sum = p.multiply(sums.a).subtract(q.multiply(sums.b));
        BigDecimal sumSquares =
                p.multiply(p)
                        .multiply(sums.aSquared)
                        .add(q.multiply(q).multiply(sums.bSquared))
                        .subtract(p.multiply(q).multiply(sums.ab).multiply(TWO));
        return meanError(sum, sumSquares, sums.n);
    }

    /**
     * Error of a share p = successes/n: sqrt(p (1−p) / (n−1)).
     *
     * @throws IllegalArgumentException when successes is not in [0, n]
     */
    public static double binomialError(long successes, long n) {
        if (successes < 0 || successes > n) {
            throw new IllegalArgumentException(successes + " successes of " + n);
        }
        BigDecimal k = BigDecimal.valueOf(successes);
        return rootOverCounts(k.multiply(BigDecimal.valueOf(n - successes)), n);
    }

    /**
     * Error of the root mean square of x, r = sqrt(Σx²/n): 0.5/r times the error of the mean of x²
     * (delta method). 0 when all x are 0, where llama.cpp prints nan.
     */
    public static double rootMeanSquareError(
            BigDecimal sumSquares, BigDecimal sumFourthPowers, long n) {
        BigDecimal scatter = scatter(sumSquares, sumSquares, sumFourthPowers, n);
        if (n < 2 || sumSquares.signum() <= 0 || scatter.signum() <= 0) {
            return n < 2 ? Double.NaN : 0;
        }
        // (0.5/r)² se² = scatter / (4 Σx² n (n−1))
        BigDecimal denominator =
                sumSquares
                        .multiply(BigDecimal.valueOf(4))
                        .multiply(BigDecimal.valueOf(n))
                        .multiply(BigDecimal.valueOf(n - 1));
        return Math.sqrt(scatter.divide(denominator, MathContext.DECIMAL128).doubleValue());
    }

    /** n Σxy − Σx Σy, that is n² times the covariance of x and y; exact. */
    private static BigDecimal scatter(BigDecimal x, BigDecimal y, BigDecimal xy, long n) {
        return xy.multiply(BigDecimal.valueOf(n)).subtract(x.multiply(y));
    }

    private static double rootOverCounts(BigDecimal scatter, long n) {
        if (n < 2 || scatter.signum() <= 0) {
            return n < 2 ? Double.NaN : 0;
        }
        return Math.sqrt(scatter.divide(counts(n), MathContext.DECIMAL128).doubleValue());
    }

    /** n² (n−1). */
    private static BigDecimal counts(long n) {
        BigDecimal count = BigDecimal.valueOf(n);
        return count.multiply(count).multiply(BigDecimal.valueOf(n - 1));
    }
}
