package dev.surprisal.policy;

import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.LogRatio;

/** One sequence on its way into a {@link PairTally}: its tokens, then its own sums. */
final class PairSequence {

    /** verl's SAFETY_BOUND, and NeMo-RL's clamp of the log-ratio. */
    static final double INPUT_BOUND = 20;

    /** verl's and NeMo-RL's of k3, OpenRLHF's of every estimator. */
    static final double OUTPUT_BOUND = 10;

    /** verl's default rollout_is_threshold. */
    static final double WEIGHT_MAX = 2;

    /** TRL's default C_max of sequence_mask. */
    static final double MASK_ABOVE = 3;

    /** Of the sequence's tokens. */
    private enum Own {
        K1,
        K2,
        K3,
        K3_CLAMPED,
        K1_CUT,
        K2_CUT,
        K3_CUT,
        LOG_P,
        LOG_Q
    }

    private final PairTally tally;
    private final long[] own = ExactSums.create(Own.values().length);
    private long tokens;
    private long broken;

    /** Bits of the own sums that lack an addend that was too large. */
    private int lacking;

    PairSequence(PairTally tally) {
        this.tally = tally;
    }

    long tokens() {
        return tokens;
    }

    void token(PairCount kind, double logP, double logQ) {
        if (kind == PairCount.TOKENS) {
            tokens++;
            double d = logQ - logP;
            estimators(d);
            both(PairSum.LOG_P, Own.LOG_P, logP);
            both(PairSum.LOG_Q, Own.LOG_Q, logQ);
            ratio(d, logQ);
            mixture(logP, logQ);
        } else if (kind != PairCount.PADDING) {
            broken++;
        }
    }

    private void estimators(double d) {
        double k3 = LogRatio.k3(d);
        both(PairSum.K1, Own.K1, LogRatio.k1(d));
        both(PairSum.K2, Own.K2, LogRatio.k2(d));
        both(PairSum.K3, Own.K3, k3);
        tally.square(PairSum.K3_SQUARE, k3);
        tally.sum(PairSum.K3_REVERSED, LogRatio.k3(-d));
        tally.sum(PairSum.ABSOLUTE, Math.abs(d));
        tally.sum(PairSum.MULTIPLIED, StrictMath.exp(Math.abs(d)));
        tally.huber(d);
        tally.extreme(PairExtreme.K3_MAX, k3);
        tally.extreme(PairExtreme.ABSOLUTE_MAX, Math.abs(d));

        double inner = LogRatio.k3(LogRatio.clamp(d, INPUT_BOUND));
        double clamped = LogRatio.clamp(inner, OUTPUT_BOUND);
        both(PairSum.K3_CLAMPED, Own.K3_CLAMPED, clamped);
        tally.count(PairCount.K3_CLAMPED, clamped == k3 ? 0 : 1);
        cut(Own.K1_CUT, PairCount.K1_CUT, LogRatio.k1(d));
        cut(Own.K2_CUT, PairCount.K2_CUT, LogRatio.k2(d));
        cut(Own.K3_CUT, PairCount.K3_CUT, k3);
    }

    private void ratio(double d, double logQ) {
        double ratio = StrictMath.exp(d);
        tally.sum(PairSum.RATIO, ratio);
        tally.square(PairSum.RATIO_SQUARE, ratio);
        tally.sum(PairSum.RATIO_LOG_Q, ratio * logQ);
        tally.extreme(PairExtreme.RATIO_MIN, ratio);
        tally.extreme(PairExtreme.RATIO_MAX, ratio);

        double bounded = LogRatio.clamp(d, INPUT_BOUND);
        tally.square(PairSum.RATIO_SQUARE_CLAMPED, StrictMath.exp(bounded));
        tally.count(PairCount.RATIO_CLAMPED, bounded == d ? 0 : 1);
        double weight = Math.max(1 / WEIGHT_MAX, Math.min(WEIGHT_MAX, ratio));
        tally.sum(PairSum.WEIGHT, weight);
        tally.square(PairSum.WEIGHT_SQUARE, weight);
        tally.count(PairCount.WEIGHT_CLAMPED, weight == ratio ? 0 : 1);
    }

    private void mixture(double logP, double logQ) {
        // ln ½(p + q), from the greater of the two, so that it does not underflow.
        double top = Math.max(logP, logQ);
        double apart = StrictMath.log1p(StrictMath.exp(-Math.abs(logP - logQ)));
        double middle = top + apart + StrictMath.log(0.5);
        tally.sum(
                PairSum.MIXTURE,
                0.5 * LogRatio.k3(logQ - middle) + 0.5 * LogRatio.k3(logP - middle));
    }

    private void cut(Own sum, PairCount count, double x) {
        double cut = LogRatio.clamp(x, OUTPUT_BOUND);
        ExactSums.add(own, sum.ordinal(), cut);
        tally.count(count, cut == x ? 0 : 1);
    }

    private void both(PairSum total, Own sum, double x) {
        tally.sum(total, x);
        if (!ExactSums.add(own, sum.ordinal(), x)) {
            lacking |= 1 << sum.ordinal();
        }
    }

    /** NaN where it lacks an addend, which the total then refuses and counts. */
    private double own(Own sum) {
        boolean lacks = (lacking & 1 << sum.ordinal()) != 0;
        return lacks ? Double.NaN : ExactSums.toDouble(own, sum.ordinal());
    }

    private double mean(Own sum) {
        return own(sum) / tokens;
    }

    /** Adds the sequence's own sums, now that all of its tokens are in. */
    void end() {
        if (tokens == 0) {
            tally.count(broken == 0 ? PairCount.EMPTY : PairCount.UNSCORED, 1);
            return;
        }
        tally.count(PairCount.SEQUENCES, 1);
        tally.sum(PairSum.SEQUENCE_K1, mean(Own.K1));
        tally.sum(PairSum.SEQUENCE_K2, mean(Own.K2));
        tally.sum(PairSum.SEQUENCE_K3, mean(Own.K3));
        tally.sum(PairSum.SEQUENCE_K3_CLAMPED, mean(Own.K3_CLAMPED));
        tally.sum(PairSum.SEQUENCE_K1_CUT, mean(Own.K1_CUT));
        tally.sum(PairSum.SEQUENCE_K2_CUT, mean(Own.K2_CUT));
        tally.sum(PairSum.SEQUENCE_K3_CUT, mean(Own.K3_CUT));
        perplexities(-mean(Own.LOG_P), -mean(Own.LOG_Q), mean(Own.K1));
        if (broken == 0 && !Double.isNaN(own(Own.K1))) {
            whole(-own(Own.K1));
        }
    }

    private void perplexities(double nllP, double nllQ, double difference) {
        tally.sum(PairSum.SEQUENCE_NLL_P, nllP);
        tally.sum(PairSum.SEQUENCE_NLL_Q, nllQ);
        tally.sum(PairSum.SEQUENCE_PPL_P, StrictMath.exp(nllP));
        tally.sum(PairSum.SEQUENCE_PPL_Q, StrictMath.exp(nllQ));
        tally.sum(PairSum.SEQUENCE_ABSOLUTE, Math.abs(difference));
        tally.sum(PairSum.SEQUENCE_PPL_RATIO, StrictMath.exp(difference));
        tally.extreme(PairExtreme.PPL_DIFFERENCE_MIN, difference);
        tally.extreme(PairExtreme.PPL_DIFFERENCE_MAX, difference);
    }

    private void whole(double logRatio) {
        tally.count(PairCount.WHOLE, 1);
        tally.sum(PairSum.WHOLE_K1, own(Own.K1));
        tally.sum(PairSum.WHOLE_K2, own(Own.K2));
        tally.sum(PairSum.WHOLE_K3, own(Own.K3));
        tally.sum(PairSum.WHOLE_NLL_P, -own(Own.LOG_P));
        tally.extreme(PairExtreme.EVIDENCE_MIN, own(Own.K1));
        tally.extreme(PairExtreme.EVIDENCE_MAX, own(Own.K1));

        double ratio = StrictMath.exp(logRatio);
        tally.sum(PairSum.WHOLE_RATIO, ratio);
        tally.square(PairSum.WHOLE_RATIO_SQUARE, ratio);
        double bounded = LogRatio.clamp(logRatio, INPUT_BOUND);
        tally.square(PairSum.WHOLE_RATIO_SQUARE_CLAMPED, StrictMath.exp(bounded));
        tally.count(PairCount.WHOLE_RATIO_CLAMPED, bounded == logRatio ? 0 : 1);
        double masked = ratio > MASK_ABOVE ? 0 : ratio;
        tally.sum(PairSum.WHOLE_RATIO_MASKED, masked);
        tally.count(PairCount.WHOLE_RATIO_MASKED, masked == ratio ? 0 : 1);
        tally.extreme(PairExtreme.MASKED_MIN, masked);
        tally.extreme(PairExtreme.MASKED_MAX, masked);
    }
}
