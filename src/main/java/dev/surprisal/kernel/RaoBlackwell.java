package dev.surprisal.kernel;

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
     * The estimate at one position; {@link TopKJoin} gives it without objects.
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
        TopKJoin join = new TopKJoin().lists(p, q);
        boolean inside = join.estimate(k, sampled, logP, logQ);
        return new RaoBlackwell(inside, join.rb1(), join.rb3());
    }
}
