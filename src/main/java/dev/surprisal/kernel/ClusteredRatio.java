package dev.surprisal.kernel;

import java.math.BigDecimal;
import java.math.MathContext;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The mean per token over documents, with an error that allows tokens of one document to depend on
 * each other.
 *
 * <p>A document d has n_d scored tokens whose values (nats, as a rule) add up to s_d. From the six
 * exact sums C = Σ1, Σn, Σs, Σn², Σsn, Σs² over documents:
 *
 * <pre>
 * mean μ           Σs / Σn
 * standard error   sqrt(C/(C−1) · (Σs² − 2μΣsn + μ²Σn²)) / Σn  =  sqrt(C/(C−1) · Σ(s − μn)²) / Σn
 * interval         μ ± t · standard error,  t of Student's distribution with C−1 degrees of freedom
 * </pre>
 *
 * <p>The interval of a perplexity is exp of the interval of its mean nll (log scale). A difference
 * between two models is paired by adding s_A − s_B for each document; exp of that interval is one
 * for the ratio of the perplexities.
 *
 * <ul>
 *   <li>no tokens: mean NaN
 *   <li>C &lt; 2: standard error and interval NaN, as one document says nothing about the next
 *   <li>a document without tokens is no cluster; nor is one whose s is NaN, ±∞ or at least 2^31 in
 *       magnitude, or with 2^31 tokens or more: {@link #add(double, long)} says so, nothing is
 *       added, and the caller counts it
 * </ul>
 *
 * <p>Error: s·n and s² are added without rounding them to doubles first and the terms, which cancel
 * to nothing when documents agree, are combined exactly; what remains is 2^-96 for each sum and
 * document, and two roundings of the result. Merging is exact and free of order. Within the limits
 * on s and n no sum can leave its range below 2^32 documents.
 *
 * <p>Source: the ratio estimator of Cochran, Sampling Techniques (1977), 6.3, with its finite
 * cluster correction; Miller (2024), arXiv:2411.00640, appendix A, is the same without C/(C−1).
 */
public final class ClusteredRatio {

    /** Sums of {@link ExactSums} that hold the state. */
    public static final int SUMS = 6;

    /** Of |s| and n, exclusive: squares stay below 2^62, what {@link ExactSums} takes is 2^63. */
    public static final double LIMIT = 0x1p31;

    private static final int CLUSTERS = 0;
    private static final int N = 1;
    private static final int S = 2;
    private static final int N_SQUARED = 3;
    private static final int SN = 4;
    private static final int S_SQUARED = 5;

    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final double QUANTILE_ACCURACY = 1e-12;

    /**
     * Degrees of freedom beyond which the expansion in 1/v of Abramowitz and Stegun (1964), 26.7.5,
     * is used. There its first term left out is below 1e-13 up to probability 0.9995, while the
     * incomplete beta function of commons-math loses digits: 1e-13 at 1e3, 1e-10 at 1e6 and 1e-7 at
     * 1e9 degrees of freedom.
     */
    private static final long EXPANSION_ABOVE = 1000;

    private final long[] sums;

    /** Without documents. */
    public ClusteredRatio() {
        this(ExactSums.create(SUMS));
    }

    private ClusteredRatio(long[] sums) {
        this.sums = sums;
    }

    /** From the {@value #SUMS} sums of {@code source} that begin with number {@code firstSum}. */
    public static ClusteredRatio readFrom(long[] source, int firstSum) {
        long[] sums = ExactSums.create(SUMS);
        System.arraycopy(source, firstSum * ExactSums.LONGS, sums, 0, sums.length);
        return new ClusteredRatio(sums);
    }

    /** To the {@value #SUMS} sums of {@code target} that begin with number {@code firstSum}. */
    public void writeTo(long[] target, int firstSum) {
        System.arraycopy(sums, 0, target, firstSum * ExactSums.LONGS, sums.length);
    }

    /**
     * Adds a document.
     *
     * @param s sum over its tokens
     * @param n number of these tokens
     * @return whether it became a cluster
     * @throws IllegalArgumentException when n is negative
     */
    public boolean add(double s, long n) {
        if (n < 0) {
            throw new IllegalArgumentException("document of " + n + " tokens");
        }
        if (n == 0 || n >= LIMIT || !(Math.abs(s) < LIMIT)) {
            return false;
        }
        double tokens = (double) n; // exact below 2^53
        return ExactSums.add(sums, CLUSTERS, 1)
                && ExactSums.add(sums, N, tokens)
                && ExactSums.add(sums, S, s)
                && ExactSums.addProduct(sums, N_SQUARED, tokens, tokens)
                && ExactSums.addProduct(sums, SN, s, tokens)
                && ExactSums.addProduct(sums, S_SQUARED, s, s);
    }

    /** Adds the documents of {@code other}, which stays as it is. */
    public void add(ClusteredRatio other) {
        ExactSums.addAll(sums, other.sums);
    }

    /** Number of documents, C. */
    public long clusters() {
        return sums[CLUSTERS * ExactSums.LONGS + 1] >>> 32
                | sums[CLUSTERS * ExactSums.LONGS + 2] << 32;
    }

    /** Mean per token; NaN without tokens. */
    public double mean() {
        if (clusters() == 0) {
            return Double.NaN;
        }
        return sum(S).divide(sum(N), MathContext.DECIMAL128).doubleValue();
    }

    /** Standard error of {@link #mean}; NaN with fewer than two documents. */
    public double standardError() {
        long clusters = clusters();
        if (clusters < 2) {
            return Double.NaN;
        }
        BigDecimal n = sum(N);
        BigDecimal s = sum(S);
        // All exact, over the common denominator n²: no digit is lost before they have cancelled.
        BigDecimal residuals =
                sum(S_SQUARED)
                        .multiply(n)
                        .subtract(sum(SN).multiply(s).multiply(TWO))
                        .multiply(n)
                        .add(sum(N_SQUARED).multiply(s).multiply(s));
        // Squares rounded at 2^-96 may leave a sum that should be zero a little below.
        BigDecimal variance =
                residuals
                        .max(BigDecimal.ZERO)
                        .multiply(BigDecimal.valueOf(clusters))
                        .divide(
                                n.pow(4).multiply(BigDecimal.valueOf(clusters - 1)),
                                MathContext.DECIMAL128);
        return Math.sqrt(variance.doubleValue());
    }

    /**
     * Lower end of the two-sided interval for the mean; NaN with fewer than two documents.
     *
     * @param level probability that the interval covers, such as 0.95, in (0, 1)
     */
    public double lower(double level) {
        return mean() - margin(level);
    }

    /**
     * Upper end of the two-sided interval for the mean; NaN with fewer than two documents.
     *
     * @param level probability that the interval covers, such as 0.95, in (0, 1)
     */
    public double upper(double level) {
        return mean() + margin(level);
    }

    private double margin(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level " + level + " not in (0, 1)");
        }
        double standardError = standardError();
        if (Double.isNaN(standardError)) {
            return Double.NaN;
        }
        return standardError * studentQuantile(0.5 + 0.5 * level, clusters() - 1);
    }

    /**
     * Quantile of Student's distribution. Error: 1e-12 relative for probabilities from 0.5 to
     * 0.9995, whatever the degrees of freedom.
     */
    public static double studentQuantile(double probability, long degreesOfFreedom) {
        // No random generator: only sampling needs one, and seeding it would read the clock.
        if (degreesOfFreedom <= EXPANSION_ABOVE) {
            return new TDistribution(null, degreesOfFreedom, QUANTILE_ACCURACY)
                    .inverseCumulativeProbability(probability);
        }
        double z =
                new NormalDistribution(null, 0, 1, QUANTILE_ACCURACY)
                        .inverseCumulativeProbability(probability);
        double z2 = z * z;
        double g1 = (z2 + 1) * z / 4;
        double g2 = ((5 * z2 + 16) * z2 + 3) * z / 96;
        double g3 = (((3 * z2 + 19) * z2 + 17) * z2 - 15) * z / 384;
        double g4 = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) * z / 92160;
        double v = (double) degreesOfFreedom;
        return z + (g1 + (g2 + (g3 + g4 / v) / v) / v) / v;
    }

    private BigDecimal sum(int index) {
        return ExactSums.toBigDecimal(sums, index);
    }
}
