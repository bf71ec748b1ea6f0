package dev.surprisal.kernel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What the likeliest tokens of two distributions p and q tell about KL(p‖q) and their total
 * variation, where the rest of both is not known.
 *
 * <p>A are the tokens of p's list, B those of q's, S = A∩B, P = Σ_S p, Q = Σ_S q; log-probs are of
 * the whole vocabulary.
 *
 * <pre>
 * lumped     L0 = Σ_S p ln(p/q) + (1−P) ln((1−P)/(1−Q))                     ≤ KL
 * tighter    L1: tokens of A alone apart, q_i = min(c, t p_i), c the k-th largest of B;
 *            the rest of q to what p has outside A                          L0 ≤ L1 ≤ KL
 * TV in      ½[Σ_S |p−q| + |P−Q|],  ½[Σ_S |p−q| + (1−P) + (1−Q)]
 * </pre>
 *
 * <p>L0 lumps all outside S into one token, which cannot enlarge a divergence. L1 is the least KL
 * over all ways of sharing out the mass that q's list leaves, given that no token outside it has
 * more than its k-th. There is no upper bound of KL. The sum over S alone is no bound and no KL: it
 * goes below 0 where Q is above P; it is not offered here.
 *
 * <ul>
 *   <li>empty lists: 0, 0, TV in [0, 1]
 *   <li>a list with fewer than k entries does not tell a k-th: c = 1
 *   <li>rounded log-probs may add up to 1 or above: a tail of q below {@value #TAIL_MIN} counts as
 *       that much, which can only lower the bounds of KL; a tail of p below 0 counts as 0
 *   <li>KL is at least 0, and so are the bounds
 * </ul>
 *
 * <p>Sources: the log-sum inequality (Cover and Thomas, 2nd ed., theorem 2.7.1); water-filling for
 * the capped minimum.
 *
 * @param shared tokens in both lists
 * @param lumped L0, nats
 * @param tighter L1, nats
 * @param tvLow lower bound of total variation
 * @param tvHigh its upper bound
 */
public record TopKBounds(int shared, double lumped, double tighter, double tvLow, double tvHigh) {

    static final double TAIL_MIN = 1e-6;
    private static final int BISECTIONS = 200;

    /**
     * One position's list: entries {@code [from, to)} of two arrays.
     *
     * @param tokens ids, each at most once
     * @param logprobs natural, finite
     */
    public record List(long[] tokens, double[] logprobs, int from, int to) {

        double mass(int i) {
            return StrictMath.exp(logprobs[i]);
        }

        /** The likeliest token, the first of several; −1 of an empty list. */
        public int likeliest() {
            int best = -1;
            for (int i = from; i < to; i++) {
                best = best < 0 || logprobs[i] > logprobs[best] ? i : best;
            }
            return best;
        }

        /** The k-th largest log-prob as a probability; 1 if there are fewer. */
        private double cap(int k) {
            if (k < 1 || to - from < k) {
                return 1;
            }
            double[] sorted = Arrays.copyOfRange(logprobs, from, to);
            Arrays.sort(sorted);
            return Math.min(1, StrictMath.exp(sorted[sorted.length - k]));
        }
    }

    /**
     * Bounds at one position.
     *
     * @param k how many likeliest tokens q's list is known to hold; entries beyond them are fine
     */
    public static TopKBounds of(List p, List q, int k) {
        return new Overlap(p, q).bounds(q.cap(k));
    }

    /** What both lists say, added up. */
    private static final class Overlap {
        private final double[] alone; // p of tokens that only p's list has
        private int aloneCount;
        private int shared;
        private double kl;
        private double distance;
        private double massP;
        private double massQ;
        private double massA;
        private double massB;

        Overlap(List p, List q) {
            alone = new double[p.to - p.from];
            Map<Long, Integer> inQ = new HashMap<>();
            for (int i = q.from; i < q.to; i++) {
                inQ.put(q.tokens[i], i);
                massB += q.mass(i);
            }
            for (int i = p.from; i < p.to; i++) {
                Integer j = inQ.get(p.tokens[i]);
                massA += p.mass(i);
                if (j == null) {
                    alone[aloneCount++] = p.mass(i);
                } else {
                    addShared(p.mass(i), q.mass(j), p.logprobs[i] - q.logprobs[j]);
                }
            }
        }

        private void addShared(double mass, double other, double logRatio) {
            shared++;
            kl += mass == 0 ? 0 : mass * logRatio;
            distance += Math.abs(mass - other);
            massP += mass;
            massQ += other;
        }

        TopKBounds bounds(double cap) {
            double rest = Math.max(0, 1 - massA);
            double free = Math.max(TAIL_MIN, 1 - massB);
            double onlyInQ = Math.max(0, massB - massQ);
            double tailP = rest;
            for (int i = 0; i < aloneCount; i++) {
                tailP += alone[i];
            }
            double lumped = kl + term(tailP, onlyInQ + free);
            double tighter = kl + spread(alone, aloneCount, rest, onlyInQ, free, cap);
            double tails = Math.max(0, 1 - massP) + Math.max(0, 1 - massQ);
            return new TopKBounds(
                    shared,
                    Math.max(0, lumped),
                    Math.max(0, Math.max(lumped, tighter)),
                    0.5 * (distance + Math.abs(massP - massQ)),
                    Math.min(1, 0.5 * (distance + tails)));
        }
    }

    /** The least Σ p ln(p/q) outside S; {@code free} of q is to be shared out. */
    private static double spread(
            double[] alone, int count, double rest, double onlyInQ, double free, double cap) {
        double low = 0;
        double high = 1;
        while (given(alone, count, rest, onlyInQ, cap, high) < free && high < 0x1p200) {
            high *= 2;
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = 0.5 * (low + high);
            if (given(alone, count, rest, onlyInQ, cap, middle) < free) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += term(alone[i], Math.min(cap, high * alone[i]));
        }
        // All of p is in its list: what is left of q costs nothing.
        return sum + term(rest, Math.max(onlyInQ, high * rest));
    }

    private static double given(
            double[] alone, int count, double rest, double onlyInQ, double cap, double t) {
        double sum = Math.max(0, t * rest - onlyInQ);
        for (int i = 0; i < count; i++) {
            sum += Math.min(cap, t * alone[i]);
        }
        return sum;
    }

    private static double term(double p, double q) {
        return p == 0 ? 0 : p * StrictMath.log(p / q);
    }
}
