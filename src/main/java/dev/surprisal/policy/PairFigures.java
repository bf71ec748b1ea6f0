package dev.surprisal.policy;

import dev.surprisal.event.PairTotals;
import dev.surprisal.kernel.ExactSums;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Numbers of a pair (p, q) from its totals. docs/POLICY-METRICS.md has each one's formula.
 *
 * <ul>
 *   <li>nothing counted: NaN
 *   <li>an addend was too large for an exact sum (2^63): the mean is +∞, of k1, whose addends have
 *       any sign, NaN, and so is what is divided by such a mean
 *   <li>infinite KL (q gives a token probability 0) is not in any mean: {@link #infinite} counts it
 * </ul>
 */
public final class PairFigures {

    private final RolePair pair;
    private final PairTotals totals;

    /** Of a tally's totals. */
    public PairFigures(RolePair pair, PairTotals totals) {
        this.pair = pair;
        this.totals = totals;
    }

    /** Tokens of which both models have a log-prob. */
    public long tokens() {
        return count(PairCount.TOKENS);
    }

    /** Sequences with such a token. */
    public long sequences() {
        return count(PairCount.SEQUENCES);
    }

    /** Sequences all of whose tokens count. */
    public long wholeSequences() {
        return count(PairCount.WHOLE);
    }

    /** Tokens to which q gives probability 0 and p does not: KL is infinite where there are any. */
    public long infinite() {
        return count(PairCount.INFINITE);
    }

    /** Tokens to which p gives probability 0, although they are there. */
    public long impossible() {
        return count(PairCount.IMPOSSIBLE);
    }

    /** Tokens without a value in one of the two. */
    public long unusable() {
        return count(PairCount.UNUSABLE);
    }

    /** Sequences without a token of the policy's own. */
    public long emptySequences() {
        return count(PairCount.EMPTY);
    }

    /** Sequences with tokens of the policy's own, none of which counts. */
    public long unscoredSequences() {
        return count(PairCount.UNSCORED);
    }

    /** An estimate of KL(p‖q), nothing clamped, in nats. */
    public double kl(Estimator estimator, Reduction reduction) {
        return switch (reduction) {
            case TOKEN_MEAN -> tokenMean(estimator.tokens);
            case SEQ_SUM -> wholeMean(estimator.whole);
            case SEQ_MEAN_TOKEN_MEAN -> sequenceMean(estimator.sequences);
        };
    }

    /** Share of tokens that clamping as verl and NeMo-RL clamp k3 changes. */
    public double k3ClampedFraction() {
        return share(PairCount.K3_CLAMPED, tokens());
    }

    /** Share of tokens that clamping as OpenRLHF does changes. */
    public double cutFraction(Estimator estimator) {
        return switch (estimator) {
            case K1 -> share(PairCount.K1_CUT, tokens());
            case K2 -> share(PairCount.K2_CUT, tokens());
            case K3 -> share(PairCount.K3_CUT, tokens());
        };
    }

    /** Share of tokens whose log-ratio is beyond ±20. */
    public double ratioClampedFraction() {
        return share(PairCount.RATIO_CLAMPED, tokens());
    }

    /** What the estimate is of, and whether it is one. */
    public Provenance provenance(Estimator estimator, Reduction reduction) {
        return new Provenance(
                pair.direction(),
                estimator.label(),
                reduction.label(),
                tokens(),
                validity(estimator));
    }

    /** Whether the estimate is one of KL(p‖q). */
    public Validity validity(Estimator estimator) {
        return ValidityRule.of(this, estimator);
    }

    /** mean e^(ln q − ln p): 1 if the tokens are p's samples and q has no mass outside p. */
    public double ratioMean() {
        return tokenMean(PairSum.RATIO);
    }

    /** Least ratio; +∞ if nothing counted. */
    public double ratioMin() {
        return extreme(PairExtreme.RATIO_MIN);
    }

    /** Greatest ratio; −∞ if nothing counted. */
    public double ratioMax() {
        return extreme(PairExtreme.RATIO_MAX);
    }

    /** Kish's effective sample size of the tokens' ratios, as a share in (0, 1]. */
    public double essToken() {
        return effective(PairSum.RATIO, PairSum.RATIO_SQUARE, tokens());
    }

    /** The same of whole sequences' ratios. */
    public double essSequence() {
        return effective(PairSum.WHOLE_RATIO, PairSum.WHOLE_RATIO_SQUARE, wholeSequences());
    }

    /** mean r² − 1 over tokens: chi-square of q against p if the tokens are p's. */
    public double chi2Token() {
        return tokenMean(PairSum.RATIO_SQUARE) - 1;
    }

    /** mean R² − 1 over whole sequences, R the product of a sequence's ratios. */
    public double chi2Sequence() {
        return wholeMean(PairSum.WHOLE_RATIO_SQUARE) - 1;
    }

    /** Mean over sequences of ln ppl of q − ln ppl of p. */
    public double logPplDifference() {
        return sequenceMean(PairSum.SEQUENCE_K1);
    }

    /** Mean over sequences of ppl of q by ppl of p. */
    public double pplRatio() {
        return sequenceMean(PairSum.SEQUENCE_PPL_RATIO);
    }

    /** mismatch_kl of prime-rl: k3 by token. */
    public double mismatchKl() {
        return tokenMean(PairSum.K3);
    }

    /**
     * Mean over whole sequences of ln of the e-value against "the tokens are sampled from q": the
     * sum of ln p − ln q, whose exponential has mean at most 1 if that is so.
     */
    public double logEvidenceMean() {
        return wholeMean(PairSum.WHOLE_K1);
    }

    /** ln of the product of all whole sequences' e-values; at ln(1/α) the level is α. */
    public double logEvidence() {
        return wholeSequences() == 0 ? Double.NaN : value(PairSum.WHOLE_K1);
    }

    /** Greatest ln of a sequence's e-value; −∞ if there is none. */
    public double logEvidenceMax() {
        return extreme(PairExtreme.EVIDENCE_MAX);
    }

    /** mean −ln p over tokens: an estimate of p's entropy if the tokens are p's. */
    public double entropyEstimate() {
        return 0 - tokenMean(PairSum.LOG_P);
    }

    /** −mean r ln q over tokens: an estimate of q's entropy from p's samples. */
    public double weightedEntropyEstimate() {
        return 0 - tokenMean(PairSum.RATIO_LOG_Q);
    }

    double tokenMean(PairSum sum) {
        return mean(sum, tokens());
    }

    double sequenceMean(PairSum sum) {
        return mean(sum, sequences());
    }

    double wholeMean(PairSum sum) {
        return mean(sum, wholeSequences());
    }

    double extreme(PairExtreme extreme) {
        return totals.extremes()[extreme.ordinal()];
    }

    long count(PairCount count) {
        return totals.counts()[count.ordinal()];
    }

    double share(PairCount count, long of) {
        return of == 0 ? Double.NaN : (double) count(count) / of;
    }

    /** The sum as a double; {@link PairSum#beyond} where an addend was too large for it. */
    double value(PairSum sum) {
        return lacks(sum) ? sum.beyond() : ExactSums.toDouble(totals.sums(), sum.ordinal());
    }

    boolean lacks(PairSum sum) {
        return totals.refused()[sum.ordinal()] > 0;
    }

    /** (Σw)² / (n Σw²), from the exact sums. */
    double effective(PairSum weights, PairSum squares, long n) {
        if (n == 0 || lacks(weights) || lacks(squares)) {
            return Double.NaN;
        }
        BigDecimal sum = exact(weights);
        BigDecimal divisor = exact(squares).multiply(BigDecimal.valueOf(n));
        return divisor.signum() == 0
                ? Double.NaN
                : sum.multiply(sum).divide(divisor, MathContext.DECIMAL64).doubleValue();
    }

    /** Standard deviation with divisor n − 1, from the exact sums; NaN below two. */
    double deviation(PairSum sum, PairSum squares, long n) {
        if (n < 2 || lacks(sum) || lacks(squares)) {
            return Double.NaN;
        }
        BigDecimal count = BigDecimal.valueOf(n);
        BigDecimal apart = exact(squares).multiply(count).subtract(exact(sum).multiply(exact(sum)));
        double variance =
                apart.divide(count.multiply(BigDecimal.valueOf(n - 1)), MathContext.DECIMAL64)
                        .doubleValue();
        return Math.sqrt(Math.max(0, variance));
    }

    private BigDecimal exact(PairSum sum) {
        return ExactSums.toBigDecimal(totals.sums(), sum.ordinal());
    }

    private double mean(PairSum sum, long n) {
        return n == 0 ? Double.NaN : value(sum) / n;
    }
}
