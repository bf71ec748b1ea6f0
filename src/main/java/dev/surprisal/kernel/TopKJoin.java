package dev.surprisal.kernel;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The lists of two distributions p and q at one position, joined by token, and what they tell:
 * {@link TopKBounds} and {@link RaoBlackwell} have the formulas.
 *
 * <p>On the per-token path: buffers that grow and are used again, nothing boxed, time in proportion
 * to the lists' lengths. Not thread-safe.
 */
public final class TopKJoin {

    /** Odd, and of this process, so that no payload can be made to collide. */
    private static final long MULTIPLIER = new SplittableRandom().nextLong() | 1;

    private static final int SLOTS_FIRST = 64;

    /** From here on e^d is computed apart from p, which may have underflowed. */
    private static final double LOG_RATIO_MAX = 600;

    private final TopKRanked p = new TopKRanked();
    private final TopKRanked q = new TopKRanked();
    private final TopKTails tails = new TopKTails();

    /** Hash table of q's tokens: index + 1, 0 is empty. */
    private int[] slots = new int[SLOTS_FIRST];

    private int slotMask = SLOTS_FIRST - 1;

    private int[] matches = new int[SLOTS_FIRST]; // [p] index in q; −1 if it is not there
    private boolean inside;
    private double rb1;
    private double rb3;

    /**
     * Takes p's list, entries {@code [from, to)} of arrays that stay as they are until the last
     * question.
     *
     * @param tokens ids, each at most once
     * @param logprobs natural, finite
     */
    public TopKJoin p(long[] tokens, double[] logprobs, int from, int to) {
        p.set(tokens, logprobs, from, to);
        return this;
    }

    /** Takes q's list, and joins the two. */
    public TopKJoin q(long[] tokens, double[] logprobs, int from, int to) {
        q.set(tokens, logprobs, from, to);
        join();
        return this;
    }

    TopKJoin lists(TopKBounds.List ofP, TopKBounds.List ofQ) {
        p(ofP.tokens(), ofP.logprobs(), ofP.from(), ofP.to());
        return q(ofQ.tokens(), ofQ.logprobs(), ofQ.from(), ofQ.to());
    }

    private void join() {
        // No more than these lists need: one that was huge must not slow down all after it.
        int room = Math.max(SLOTS_FIRST, Integer.highestOneBit(q.size) * 4);
        slotMask = room - 1;
        if (room > slots.length) {
            slots = new int[room];
        } else {
            Arrays.fill(slots, 0, room, 0);
        }
        for (int i = 0; i < q.size; i++) {
            slots[find(q.token(i))] = i + 1;
        }
        if (p.size > matches.length) {
            matches = new int[Math.max(p.size, 2 * matches.length)];
        }
        tails.clear(p.size);
        for (int i = 0; i < q.size; i++) {
            tails.ofQ(q.mass(i));
        }
        for (int i = 0; i < p.size; i++) {
            int j = slots[find(p.token(i))] - 1;
            matches[i] = j;
            if (j < 0) {
                tails.alone(p.mass(i));
            } else {
                tails.shared(p.mass(i), q.mass(j), p.logprob(i) - q.logprob(j));
            }
        }
    }

    /** The slot that holds the token of q, or the empty one where it belongs. */
    private int find(long token) {
        int slot = (int) (token * MULTIPLIER >>> 32) & slotMask;
        while (slots[slot] != 0 && q.token(slots[slot] - 1) != token) {
            slot = slot + 1 & slotMask;
        }
        return slot;
    }

    /** The bounds; they stay until the next lists or the next question. */
    public TopKTails bounds(int k) {
        tails.bound(q.cap(k));
        return tails;
    }

    /** Whether q lists the token, and none that it holds less likely. */
    public boolean leastOfQ(long token) {
        int i = slots[find(token)] - 1;
        return i >= 0 && q.logprob(i) <= q.logprob(q.at(q.size - 1));
    }

    /**
     * Computes {@link #rb1} and {@link #rb3}; arguments as of {@link RaoBlackwell#of}.
     *
     * @return whether the sampled token is in S
     */
    public boolean estimate(int k, long sampled, double logP, double logQ) {
        if (k < 1) {
            throw new IllegalArgumentException("k " + k + " below 1");
        }
        double mass = 0;
        double first = 0;
        double third = 0;
        inside = false;
        for (int place = 0; place < Math.min(k, p.size); place++) {
            int i = p.at(place);
            int j = matches[i];
            if (j >= 0 && q.rank(j) < k) {
                double probability = p.mass(i);
                double d = q.logprob(j) - p.logprob(i);
                mass += probability;
                first += probability * LogRatio.k1(d);
                third +=
                        d < LOG_RATIO_MAX
                                ? probability * LogRatio.k3(d)
                                : q.mass(j) - probability * (1 + d);
                inside |= p.token(i) == sampled;
            }
        }
        // A token of S that underflows to probability 0 cannot weigh: its own terms are all there
        // is.
        boolean weighs = inside && mass > 0;
        double d = logQ - logP;
        rb1 = weighs ? first / mass : LogRatio.k1(d);
        rb3 = weighs ? third / mass : LogRatio.k3(d);
        return inside;
    }

    /** The first estimate, nats; any sign. */
    public double rb1() {
        return rb1;
    }

    /** The third, nats; at least 0 but for rounding of log-probs. */
    public double rb3() {
        return rb3;
    }
}
