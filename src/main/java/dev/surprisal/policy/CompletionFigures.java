package dev.surprisal.policy;

import dev.surprisal.event.CompletionTotals;
import dev.surprisal.event.Role;
import dev.surprisal.kernel.ExactSums;
import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers of completions from their totals; NaN where nothing counted. */
public final class CompletionFigures {

    private final CompletionTotals totals;

    /** Of a tally's totals. */
    public CompletionFigures(CompletionTotals totals) {
        this.totals = totals;
    }

    /** Completions, empty ones included. */
    public long completions() {
        return count(CompletionCount.COMPLETIONS);
    }

    /** Completions without a token of the policy's own. */
    public long emptyCompletions() {
        return count(CompletionCount.EMPTY);
    }

    /** Rewards that are numbers. */
    public long rewards() {
        return count(CompletionCount.REWARDS);
    }

    /** Rewards that are NaN or ±∞; they are in no mean. */
    public long rewardsNonFinite() {
        return count(CompletionCount.REWARDS_NON_FINITE);
    }

    /** Mean reward. */
    public double rewardMean() {
        return mean(CompletionSum.REWARD, rewards());
    }

    /** Standard deviation of rewards, divisor n − 1; NaN below two. */
    public double rewardDeviation() {
        long n = rewards();
        if (n < 2) {
            return Double.NaN;
        }
        BigDecimal sum = exact(CompletionSum.REWARD);
        BigDecimal count = BigDecimal.valueOf(n);
        BigDecimal apart =
                exact(CompletionSum.REWARD_SQUARE).multiply(count).subtract(sum.multiply(sum));
        BigDecimal divisor = count.multiply(BigDecimal.valueOf(n - 1));
        double variance = apart.divide(divisor, MathContext.DECIMAL64).doubleValue();
        return Math.sqrt(Math.max(0, variance));
    }

    /** Least reward; +∞ if there is none. */
    public double rewardMin() {
        return totals.extremes()[0];
    }

    /** Greatest reward; −∞ if there is none. */
    public double rewardMax() {
        return totals.extremes()[1];
    }

    /** Mean of the rewards that are not trained on. */
    public double goldRewardMean() {
        return mean(CompletionSum.GOLD, count(CompletionCount.GOLDS));
    }

    /** Completions that have a reward and a KL to the reference of all their tokens. */
    public long penalized() {
        return count(CompletionCount.PENALIZED);
    }

    /**
     * Mean over these of reward − β Σ k1, what a KL penalty leaves of a sequence's reward.
     *
     * @param beta weight of a nat, finite
     */
    public double penalizedRewardMean(double beta) {
        return penalized(beta) / penalized();
    }

    /** The same by token of these completions; NaN where they have none. */
    public double penalizedRewardOfToken(double beta) {
        double tokens = ExactSums.toDouble(totals.sums(), CompletionSum.PENALIZED_LENGTH.ordinal());
        return tokens == 0 ? Double.NaN : penalized(beta) / tokens;
    }

    private double penalized(double beta) {
        return exact(CompletionSum.PENALIZED_REWARD)
                .subtract(exact(CompletionSum.PENALIZED_K1).multiply(new BigDecimal(beta)))
                .doubleValue();
    }

    /** Mean number of the policy's own tokens, empty completions included. */
    public double lengthMean() {
        return mean(CompletionSum.LENGTH, completions());
    }

    /** Least length; +∞ if there is no completion. */
    public double lengthMin() {
        return totals.extremes()[2];
    }

    /** Greatest length; −∞ if there is no completion. */
    public double lengthMax() {
        return totals.extremes()[3];
    }

    /** Tokens of the policy's own of which that role has a log-prob. */
    public long tokens(Role role) {
        return totals.counts()[CompletionCount.SAMPLER_TOKENS.ordinal() + role.ordinal()];
    }

    /** Tokens of the policy's own without one, in roll-outs that have that role. */
    public long unusable(Role role) {
        return totals.counts()[CompletionCount.SAMPLER_UNUSABLE.ordinal() + role.ordinal()];
    }

    /**
     * mean −ln p over tokens: an estimate of that role's entropy if the tokens are its own samples,
     * in nats a token.
     */
    public double nllMean(Role role) {
        int sum = CompletionSum.SAMPLER_NLL.ordinal() + role.ordinal();
        long n = tokens(role);
        return n == 0 ? Double.NaN : ExactSums.toDouble(totals.sums(), sum) / n;
    }

    private double mean(CompletionSum sum, long n) {
        return n == 0 ? Double.NaN : ExactSums.toDouble(totals.sums(), sum.ordinal()) / n;
    }

    private BigDecimal exact(CompletionSum sum) {
        return ExactSums.toBigDecimal(totals.sums(), sum.ordinal());
    }

    long count(CompletionCount count) {
        return totals.counts()[count.ordinal()];
    }
}
