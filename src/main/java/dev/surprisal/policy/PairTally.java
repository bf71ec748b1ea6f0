package dev.surprisal.policy;

import dev.surprisal.event.PairTotals;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.loss.HuberLoss;
import java.util.Arrays;

/**
 * Adds up what roll-outs say of two of their models. Sums are exact, so that totals depend neither
 * on order nor on how they were merged.
 *
 * <ul>
 *   <li>a role is missing: the roll-out adds nothing, and {@link #add} says so
 *   <li>a token with probability 0 under q, or under p: counted apart, in no sum
 *   <li>a token without a value in one of the two: counted apart, in no sum
 *   <li>sums over whole sequences leave out a sequence with any such token
 *   <li>lists of likeliest tokens count at tokens that count, where both models have one that can
 *       be used
 *   <li>an addend of 2^63 or more (k3 from d = 44 on): counted, and the mean is then +∞
 * </ul>
 *
 * <p>On the per-token path: nothing is allocated per token. Not thread-safe.
 */
public final class PairTally {

    private final RolePair pair;
    private final double delta;
    private final long[] sums;
    private final long[] refused;
    private final long[] counts;
    private final double[] extremes;

    /** Null until the first roll-out with lists. */
    private PairLists lists;

    /** Empty, without Huber's loss. */
    public PairTally(RolePair pair) {
        this(pair, 0);
    }

    /**
     * Empty.
     *
     * @param delta δ of Huber's loss of the log-ratios, nats; 0 for none
     */
    public PairTally(RolePair pair, double delta) {
        this.pair = pair;
        this.delta = delta;
        sums = ExactSums.create(PairSum.values().length);
        refused = new long[PairSum.values().length];
        counts = new long[PairCount.values().length];
        extremes = new double[PairExtreme.values().length];
        for (PairExtreme extreme : PairExtreme.values()) {
            extremes[extreme.ordinal()] = extreme.none();
        }
    }

    /**
     * Adds a roll-out.
     *
     * @return false if it lacks one of the two roles
     */
    public boolean add(Rollout rollout) {
        RoleScores p = rollout.scores(pair.p());
        RoleScores q = rollout.scores(pair.q());
        if (p == null || q == null) {
            return false;
        }
        PairSequence sequence = new PairSequence(this);
        for (int i = 0; i < p.logprobs().length; i++) {
            TokenStatus ofP = TokenStatus.of(p.statuses()[i]);
            TokenStatus ofQ = TokenStatus.of(q.statuses()[i]);
            PairCount kind = kind(ofP, ofQ);
            count(kind, 1);
            sequence.token(kind, p.logprobs()[i], q.logprobs()[i]);
        }
        sequence.end();
        if (p.top() != null && q.top() != null) {
            addLists(p, q, rollout.tokenIds());
        }
        SamplingFaults.count(this, rollout.sampling(), pair, sequence.tokens());
        return true;
    }

    private void addLists(RoleScores p, RoleScores q, int[] tokenIds) {
        lists = lists == null ? new PairLists(this) : lists;
        byte counted = TokenStatus.OK.code();
        for (int i = 0; i < tokenIds.length; i++) {
            if (p.statuses()[i] == counted && q.statuses()[i] == counted) {
                lists.token(p.top(), q.top(), i, tokenIds[i], p.logprobs()[i], q.logprobs()[i]);
            }
        }
    }

    private static PairCount kind(TokenStatus p, TokenStatus q) {
        if (p == TokenStatus.PADDING || q == TokenStatus.PADDING) {
            return PairCount.PADDING;
        }
        if (p == TokenStatus.OK && q == TokenStatus.OK) {
            return PairCount.TOKENS;
        }
        if (p == TokenStatus.OK && q == TokenStatus.NEG_INF) {
            return PairCount.INFINITE;
        }
        return p == TokenStatus.NEG_INF ? PairCount.IMPOSSIBLE : PairCount.UNUSABLE;
    }

    /** Adds what another tally of the same pair and δ has, maybe one of before some sums were. */
    public void merge(PairTotals other) {
        ExactSums.addAll(sums, Arrays.copyOf(other.sums(), sums.length));
        for (int i = 0; i < other.refused().length; i++) {
            refused[i] += other.refused()[i];
        }
        for (int i = 0; i < other.counts().length; i++) {
            counts[i] += other.counts()[i];
        }
        for (PairExtreme extreme : PairExtreme.values()) {
            extreme(extreme, other.extremes()[extreme.ordinal()]);
        }
    }

    /** What has been added so far; a copy. */
    public PairTotals totals() {
        return new PairTotals(sums.clone(), refused.clone(), counts.clone(), extremes.clone());
    }

    void sum(PairSum sum, double x) {
        if (!ExactSums.add(sums, sum.ordinal(), x)) {
            refused[sum.ordinal()]++;
        }
    }

    void huber(double d) {
        if (delta > 0) {
            sum(PairSum.HUBER, HuberLoss.of(d, delta));
        }
    }

    /** Adds the exact square of {@code x}. */
    void square(PairSum sum, double x) {
        if (!ExactSums.addProduct(sums, sum.ordinal(), x, x)) {
            refused[sum.ordinal()]++;
        }
    }

    void count(PairCount count, long n) {
        counts[count.ordinal()] += n;
    }

    void extreme(PairExtreme extreme, double x) {
        // NaN is of a sum that lacks an addend, which is counted there.
        if (!Double.isNaN(x)) {
            extremes[extreme.ordinal()] = extreme.of(extremes[extreme.ordinal()], x);
        }
    }
}
