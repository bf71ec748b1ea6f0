package dev.surprisal.kernel;

/**
 * What the likeliest tokens of two distributions p and q tell about KL(p‖q), their total variation
 * and Jensen-Shannon divergence, where the rest of both is not known.
 *
 * <p>A are the tokens of p's list, B those of q's, S = A∩B, P = Σ_S p, Q = Σ_S q; log-probs are of
 * the whole vocabulary.
 *
 * <pre>
 * lumped     L0 = Σ_S p ln(p/q) + (1−P) ln((1−P)/(1−Q))                     ≤ KL
 * tighter    L1: tokens of A alone apart, q_i = min(c, t p_i), c the k-th largest of B;
 *            the rest of q to what p has outside A                          L0 ≤ L1 ≤ KL
 * TV in      ½[Σ_S |p−q| + |P−Q|],  ½[Σ_S |p−q| + (1−P) + (1−Q)]
 * JS in      Σ_S js(p, q) + js(1−P, 1−Q),  Σ_S js(p, q) + ½[(1−P) + (1−Q)] ln 2
 *            js(a, b) = ½ a ln(a/m) + ½ b ln(b/m), m = ½(a + b)
 * </pre>
 *
 * <p>L0 lumps all outside S into one token, which cannot enlarge a divergence. L1 is the least KL
 * over all ways of sharing out the mass that q's list leaves, given that no token outside it has
 * more than its k-th. js is at most ½(a + b) ln 2. There is no upper bound of KL. The sum over S
 * alone is no bound and no KL: it goes below 0 where Q is above P; it is not offered here.
 *
 * <ul>
 *   <li>empty lists: 0, 0, TV in [0, 1], JS in [0, ln 2]
 *   <li>a list with fewer than k entries does not tell a k-th: c = 1
 *   <li>rounded log-probs may add up to 1 or above: a tail of q below {@value #TAIL_MIN} counts as
 *       that much, which can only lower the bounds of KL; a tail of p below 0 counts as 0
 *   <li>a tail is what Σ leaves of 1, so some 1e-16 off, and L0 and L1 by that over q's tail: less
 *       than 1e-9
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
 * @param jsLow lower bound of the Jensen-Shannon divergence, nats
 * @param jsHigh its upper bound, nats
 */
public record TopKBounds(
        int shared,
        double lumped,
        double tighter,
        double tvLow,
        double tvHigh,
        double jsLow,
        double jsHigh) {

    static final double TAIL_MIN = 1e-6;

    /**
     * One position's list: entries {@code [from, to)} of two arrays.
     *
     * @param tokens ids, each at most once
     * @param logprobs natural, finite
     */
    public record List(long[] tokens, double[] logprobs, int from, int to) {

        /** The likeliest token, the first of several; −1 of an empty list. */
        public int likeliest() {
            int best = -1;
            for (int i = from; i < to; i++) {
                best = best < 0 || logprobs[i] > logprobs[best] ? i : best;
            }
            return best;
        }
    }

    /**
     * Bounds at one position.
     *
     * @param k how many likeliest tokens q's list is known to hold; entries beyond them are fine
     */
    public static TopKBounds of(List p, List q, int k) {
        TopKTails tails = new TopKJoin().lists(p, q).bounds(k);
        return new TopKBounds(
                tails.shared(),
                tails.lumped(),
                tails.tighter(),
                tails.tvLow(),
                tails.tvHigh(),
                tails.jsLow(),
                tails.jsHigh());
    }
}
