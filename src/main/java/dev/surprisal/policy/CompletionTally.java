package dev.surprisal.policy;

import dev.surprisal.event.CompletionTotals;
import dev.surprisal.event.Judgement;
import dev.surprisal.event.Reward;
import dev.surprisal.event.Role;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.kernel.ExactSums;
import java.util.Arrays;

/**
 * Adds up rewards, lengths and the surprisal of each role. Totals depend neither on order nor on
 * how they were merged.
 *
 * <ul>
 *   <li>a reward that is NaN or ±∞: counted, in no sum; none at all: not counted as a reward
 *   <li>a reward of 2^63 or more counts as not finite
 *   <li>an empty completion: its reward and its length of 0 count
 * </ul>
 */
public final class CompletionTally {

    private static final int REWARD_MIN = 0;
    private static final int REWARD_MAX = 1;
    private static final int LENGTH_MIN = 2;
    private static final int LENGTH_MAX = 3;

    private final long[] sums = ExactSums.create(CompletionSum.values().length);
    private final long[] counts = new long[CompletionCount.values().length];
    private final double[] extremes = {
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };

    /** Adds a roll-out. */
    public void add(Rollout rollout) {
        int length = rollout.length();
        count(CompletionCount.COMPLETIONS, 1);
        count(CompletionCount.EMPTY, length == 0 ? 1 : 0);
        ExactSums.add(sums, CompletionSum.LENGTH.ordinal(), length);
        ExactSums.addProduct(sums, CompletionSum.LENGTH_SQUARE.ordinal(), length, length);
        extend(LENGTH_MIN, LENGTH_MAX, length);
        reward(rollout.reward());
        gold(rollout.goldReward());
        judgement(rollout.judgement());
        for (Role role : Role.values()) {
            if (rollout.scores(role) != null) {
                surprisal(role, rollout.scores(role));
            }
        }
    }

    private void reward(Reward reward) {
        if (reward.status() == TokenStatus.OK
                && ExactSums.add(sums, CompletionSum.REWARD.ordinal(), reward.value())) {
            count(CompletionCount.REWARDS, 1);
            ExactSums.addProduct(
                    sums, CompletionSum.REWARD_SQUARE.ordinal(), reward.value(), reward.value());
            extend(REWARD_MIN, REWARD_MAX, reward.value());
        } else if (reward.status() != TokenStatus.NULL) {
            count(CompletionCount.REWARDS_NON_FINITE, 1);
        }
    }

    private void gold(Reward gold) {
        if (gold.status() == TokenStatus.OK
                && ExactSums.add(sums, CompletionSum.GOLD.ordinal(), gold.value())) {
            count(CompletionCount.GOLDS, 1);
        } else if (gold.status() != TokenStatus.NULL) {
            count(CompletionCount.GOLDS_NON_FINITE, 1);
        }
    }

    /** What has no loss; the rest is in {@link LossTally}. */
    private void judgement(Judgement judgement) {
        if (judgement == null) {
            return;
        }
        if (judgement.form() == null) {
            count(CompletionCount.JUDGE_MISSING, 1);
        } else if (judgement.label() < 0) {
            count(CompletionCount.JUDGE_UNLABELLED, 1);
        } else if (Double.isNaN(judgement.score())) {
            count(CompletionCount.JUDGE_NON_FINITE, 1);
        }
    }

    /**
     * Adds a completion's reward beside its KL.
     *
     * @param k1 Σ ln p − ln q over its tokens, all of which have both
     */
    void penalize(Rollout rollout, double k1) {
        double reward = rollout.reward().value();
        if (rollout.reward().status() == TokenStatus.OK
                && Math.abs(reward) < 0x1p63
                && ExactSums.add(sums, CompletionSum.PENALIZED_K1.ordinal(), k1)) {
            ExactSums.add(sums, CompletionSum.PENALIZED_REWARD.ordinal(), reward);
            ExactSums.add(sums, CompletionSum.PENALIZED_LENGTH.ordinal(), rollout.length());
            count(CompletionCount.PENALIZED, 1);
        }
    }

    private void surprisal(Role role, RoleScores scores) {
        int sum = CompletionSum.SAMPLER_NLL.ordinal() + role.ordinal();
        long tokens = 0;
        long unusable = 0;
        for (int i = 0; i < scores.logprobs().length; i++) {
            TokenStatus status = TokenStatus.of(scores.statuses()[i]);
            if (status == TokenStatus.OK) {
                tokens++;
                ExactSums.add(sums, sum, -scores.logprobs()[i]);
            } else if (status != TokenStatus.PADDING) {
                unusable++;
            }
        }
        counts[CompletionCount.SAMPLER_TOKENS.ordinal() + role.ordinal()] += tokens;
        counts[CompletionCount.SAMPLER_UNUSABLE.ordinal() + role.ordinal()] += unusable;
    }

    void count(CompletionCount count, long n) {
        counts[count.ordinal()] += n;
    }

    private void extend(int min, int max, double x) {
        extremes[min] = Math.min(extremes[min], x);
        extremes[max] = Math.max(extremes[max], x);
    }

    /** Adds what another tally has, maybe one of before some counts were. */
    public void merge(CompletionTotals other) {
        ExactSums.addAll(sums, Arrays.copyOf(other.sums(), sums.length));
        for (int i = 0; i < other.counts().length; i++) {
            counts[i] += other.counts()[i];
        }
        for (int i = 0; i < extremes.length; i += 2) {
            extremes[i] = Math.min(extremes[i], other.extremes()[i]);
            extremes[i + 1] = Math.max(extremes[i + 1], other.extremes()[i + 1]);
        }
    }

    /** What has been added so far; a copy. */
    public CompletionTotals totals() {
        return new CompletionTotals(sums.clone(), counts.clone(), extremes.clone());
    }
}
