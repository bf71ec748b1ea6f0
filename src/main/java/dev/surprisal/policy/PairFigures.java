package dev.surprisal.policy;

import dev.surprisal.event.PairTotals;

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
public final class PairFigures extends PairReadings {

    private final RolePair pair;

    /** Of a tally's totals. */
    public PairFigures(RolePair pair, PairTotals totals) {
        super(totals);
        this.pair = pair;
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

    /** Tokens that count and at which both models have a list of likeliest tokens to use. */
    public long topTokens() {
        return count(PairCount.TOP);
    }

    /** Of these: the lists have no token in common. */
    public long topDisjoint() {
        return count(PairCount.TOP_DISJOINT);
    }

    /** Tokens that count where both have a list and one of the two cannot be used. */
    public long topUnusable() {
        return count(PairCount.TOP_UNUSABLE);
    }

    /** Estimate of KL(p‖q), valid where k1 is, of no more variance; over top tokens, nats. */
    public double rb1Mean() {
        return topMean(PairSum.RB1);
    }

    /** What {@link #rb1Mean} is of. */
    public Provenance rb1Provenance() {
        return topProvenance("rb1", Estimator.K1);
    }

    /** Estimate of KL(p‖q), valid where k3 is, of no more variance; over top tokens, nats. */
    public double rb3Mean() {
        return topMean(PairSum.RB3);
    }

    /** What {@link #rb3Mean} is of. */
    public Provenance rb3Provenance() {
        return topProvenance("rb3", Estimator.K3);
    }

    /** Lower bound of the mean KL(p‖q) over top tokens, all that is not listed as one; nats. */
    public double klLowL0() {
        return topMean(PairSum.KL_LOW_L0);
    }

    /** The tighter one. */
    public double klLowL1() {
        return topMean(PairSum.KL_LOW_L1);
    }

    /** Lower bound of the mean total variation over top tokens. */
    public double tvLow() {
        return topMean(PairSum.TV_LOW);
    }

    /** Its upper bound. */
    public double tvHigh() {
        return topMean(PairSum.TV_HIGH);
    }

    /** Lower bound of the mean Jensen-Shannon divergence over top tokens, nats. */
    public double jsLow() {
        return topMean(PairSum.JS_LOW);
    }

    /** Its upper bound. */
    public double jsHigh() {
        return topMean(PairSum.JS_HIGH);
    }

    /** Lower bound of p's mean entropy over top tokens, nats. */
    public double entropyLow() {
        return topMean(PairSum.ENTROPY_LOW);
    }

    /** Its upper bound; NaN where one of them has none: the record does not say the vocabulary. */
    public double entropyHigh() {
        return count(PairCount.TOP_BOUNDED) < topTokens()
                ? Double.NaN
                : topMean(PairSum.ENTROPY_HIGH);
    }

    private Provenance topProvenance(String estimator, Estimator as) {
        return new Provenance(
                pair.direction(),
                estimator,
                Reduction.TOKEN_MEAN.label(),
                topTokens(),
                validity(as));
    }

    private double topMean(PairSum sum) {
        return mean(sum, topTokens());
    }
}
