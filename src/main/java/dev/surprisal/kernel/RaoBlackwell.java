package dev.surprisal.kernel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Unbiased estimates of KL(p‖q) at one position from the likeliest tokens of both and one sampled
 * token y ~ p, of less variance than the sampled token alone gives.
 *
 * <p>S are the tokens among the k likeliest of both, P = Σ_S p. Where y is in S, its own term gives
 * way to the expectation over S:
 *
 * <pre>
 * rb1 = [y∈S] Σ_S p ln(p/q) / P + [y∉S] ln(p_y/q_y)
 * rb3 = [y∈S] Σ_S (p ln(p/q) − p + q) / P + [y∉S] k3(y)      at least 0
 * </pre>
 *
 * <p>E rb1 = E rb3 = KL(p‖q) over y ~ p, and Var rb1 ≤ Var k1, Var rb3 ≤ Var k3 (Rao and
 * Blackwell). That needs an S that does not depend on y: a sampled token that servers put behind
 * the likeliest ones is not to be in it, so lists are cut to the k likeliest here, equal ones by
 * the lesser id.
 *
 * <ul>
 *   <li>lists without a token in common: rb1 = k1, rb3 = k3
 *   <li>tokens cut from the sampler's choice spoil rb3 as they spoil k3
 *   <li>p_y or q_y of probability 0: the caller counts those, arguments are finite
 * </ul>
 *
 * @param inside whether y is in S
 * @param rb1 nats; any sign
 * @param rb3 nats; at least 0 but for rounding of log-probs
 */
public record RaoBlackwell(boolean inside, double rb1, double rb3) {

    /**
     * The estimate at one position.
     *
     * @param p likeliest tokens of the model that sampled y; more than k are fine
     * @param q those of the other
     * @param k how many likeliest tokens both lists are known to hold, at least 1
     * @param sampled y
     * @param logP its log-prob under p, finite
     * @param logQ its log-prob under q, finite
     */
    public static RaoBlackwell of(
            TopKBounds.List p, TopKBounds.List q, int k, long sampled, double logP, double logQ) {
        if (k < 1) {
            throw new IllegalArgumentException("k " + k + " below 1");
        }
        Map<Long, Double> inQ = new HashMap<>();
        for (int i : likeliest(q, k)) {
            inQ.put(q.tokens()[i], q.logprobs()[i]);
        }
        double mass = 0;
        double first = 0;
        double third = 0;
        boolean inside = false;
        for (int i : likeliest(p, k)) {
            Double other = inQ.get(p.tokens()[i]);
            if (other != null) {
                double probability = StrictMath.exp(p.logprobs()[i]);
                double d = other - p.logprobs()[i];
                mass += probability;
                first += probability * LogRatio.k1(d);
                third += probability * LogRatio.k3(d);
                inside |= p.tokens()[i] == sampled;
            }
        }
        double d = logQ - logP;
        // A token of S that underflows to probability 0 cannot weigh: its own terms are all there
        // is.
        return inside && mass > 0
                ? new RaoBlackwell(true, first / mass, third / mass)
                : new RaoBlackwell(inside, LogRatio.k1(d), LogRatio.k3(d));
    }

    /** Indexes of the k greatest log-probs, or of all; equal ones by the lesser token. */
    private static int[] likeliest(TopKBounds.List list, int k) {
        Integer[] indexes = new Integer[list.to() - list.from()];
        Arrays.setAll(indexes, i -> list.from() + i);
        Arrays.sort(
                indexes,
                (a, b) -> {
                    int order = Double.compare(list.logprobs()[b], list.logprobs()[a]);
                    return order != 0 ? order : Long.compare(list.tokens()[a], list.tokens()[b]);
                });
        return Arrays.stream(indexes).limit(k).mapToInt(Integer::intValue).toArray();
    }
}
