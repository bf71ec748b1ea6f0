package dev.surprisal.policy;

import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopCandidates;
import dev.surprisal.event.TopLists;
import dev.surprisal.kernel.TopKEntropy;
import dev.surprisal.kernel.TopKJoin;
import dev.surprisal.kernel.TopKTails;

/**
 * What the likeliest tokens of both models add to a {@link PairTally}, at one token after the
 * other. Nothing is allocated per token.
 */
final class PairLists {
    private final PairTally tally;
    private final TopKJoin join = new TopKJoin();

    PairLists(PairTally tally) {
        this.tally = tally;
    }

    /** Adds position {@code i}, whose token {@code sampled} counts. */
    void token(TopLists p, TopLists q, int i, long sampled, double logP, double logQ) {
        if (!usable(p.statuses()[i], q.statuses()[i])) {
            return;
        }
        TopCandidates ofP = p.lists();
        TopCandidates ofQ = q.lists();
        int fromP = ofP.offsets()[i];
        int toP = ofP.offsets()[i + 1];
        int fromQ = ofQ.offsets()[i];
        int toQ = ofQ.offsets()[i + 1];
        join.p(ofP.tokens(), ofP.logprobs(), fromP, toP);
        join.q(ofQ.tokens(), ofQ.logprobs(), fromQ, toQ);
        tally.count(PairCount.TOP, 1);
        bounds(join.bounds(known(q.size(), toQ - fromQ, join.leastOfQ(sampled))));
        int k = Math.min(held(p.size(), toP - fromP), held(q.size(), toQ - fromQ));
        join.estimate(k, sampled, logP, logQ);
        tally.sum(PairSum.RB1, join.rb1());
        tally.sum(PairSum.RB3, join.rb3());
        entropy(ofP.logprobs(), fromP, toP, p.vocabulary());
    }

    private boolean usable(byte p, byte q) {
        if (p == TokenStatus.OK.code() && q == TokenStatus.OK.code()) {
            return true;
        }
        tally.count(PairCount.TOP_UNUSABLE, listed(p) && listed(q) ? 1 : 0);
        return false;
    }

    private static boolean listed(byte status) {
        return status != TokenStatus.NULL.code() && status != TokenStatus.PADDING.code();
    }

    private static int held(int size, int length) {
        return size > 0 ? Math.min(size, length) : length;
    }

    /**
     * How many likeliest tokens q's list holds for certain: its least one may be the sampled token,
     * which says nothing of those that are not listed.
     */
    private static int known(int size, int length, boolean sampledIsLeast) {
        int k = size > 0 ? size : length;
        return k == length && sampledIsLeast ? k - 1 : k;
    }

    private void bounds(TopKTails bounds) {
        tally.count(PairCount.TOP_DISJOINT, bounds.shared() == 0 ? 1 : 0);
        tally.sum(PairSum.KL_LOW_L0, bounds.lumped());
        tally.sum(PairSum.KL_LOW_L1, bounds.tighter());
        tally.sum(PairSum.TV_LOW, bounds.tvLow());
        tally.sum(PairSum.TV_HIGH, bounds.tvHigh());
        tally.sum(PairSum.JS_LOW, bounds.jsLow());
        tally.sum(PairSum.JS_HIGH, bounds.jsHigh());
    }

    private void entropy(double[] logprobs, int from, int to, int vocabulary) {
        tally.sum(PairSum.ENTROPY_LOW, TopKEntropy.low(logprobs, from, to));
        double high = TopKEntropy.high(logprobs, from, to, vocabulary);
        if (!Double.isNaN(high)) {
            tally.count(PairCount.TOP_BOUNDED, 1);
            tally.sum(PairSum.ENTROPY_HIGH, high);
        }
    }
}
