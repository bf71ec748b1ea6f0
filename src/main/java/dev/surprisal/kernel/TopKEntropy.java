package dev.surprisal.kernel;

/**
 * What the k likeliest tokens of a distribution tell about its entropy, in nats.
 *
 * <p>With probabilities p of the listed tokens, c the least but one of them, and mass m = 1 − Σp
 * left for tokens of which none has more than c (the least may be the chosen token, which servers
 * put behind the likeliest ones):
 *
 * <pre>
 * low    Σ −p ln p, and the least entropy that m can add: as many tokens of c as fit, and the rest
 * high   Σ −p ln p, and the most: m spread evenly over the V − k tokens that are not listed
 * </pre>
 *
 * <ul>
 *   <li>an empty list: low 0, high ln V; a list of one: c = 1
 *   <li>V unknown (0, or less than k): no upper bound where mass is left, NaN; V = k: none is left
 *   <li>rounded log-probs may add up to more than 1: then nothing is left
 * </ul>
 *
 * <p>Source: entropy is concave, so it is least at a vertex of the capped simplex and greatest at
 * its centre (Cover and Thomas, 2nd ed., theorem 2.7.3).
 */
public final class TopKEntropy {

    /** What rounding of printed log-probs can leave. */
    private static final double MASS_MIN = 1e-9;

    private TopKEntropy() {}

    /**
     * Least entropy.
     *
     * @param logprobs natural, finite, at most 0
     * @param from first of the list
     * @param to behind the last
     */
    public static double low(double[] logprobs, int from, int to) {
        double mass = 1;
        double least = 1;
        double cap = 1;
        double entropy = 0;
        for (int i = from; i < to; i++) {
            double p = StrictMath.exp(logprobs[i]);
            mass -= p;
            cap = Math.min(cap, Math.max(least, p));
            least = Math.min(least, p);
            entropy -= p * logprobs[i];
        }
        if (mass <= MASS_MIN || cap <= 0) {
            return entropy;
        }
        double whole = Math.floor(mass / cap);
        double rest = mass - whole * cap;
        double tail = whole == 0 ? 0 : whole * -cap * StrictMath.log(cap);
        return entropy + tail + (rest > 0 ? -rest * StrictMath.log(rest) : 0);
    }

    /**
     * Greatest entropy; NaN where it is not bounded by what is known.
     *
     * @param vocabulary V; 0 if unknown
     */
    public static double high(double[] logprobs, int from, int to, int vocabulary) {
        double mass = 1;
        double entropy = 0;
        for (int i = from; i < to; i++) {
            double p = StrictMath.exp(logprobs[i]);
            mass -= p;
            entropy -= p * logprobs[i];
        }
        int others = vocabulary - (to - from);
        if (mass <= 0 || vocabulary > 0 && others == 0) {
            return entropy;
        }
        if (others <= 0) {
            return mass <= MASS_MIN ? entropy : Double.NaN;
        }
        return entropy - mass * StrictMath.log(mass / others);
    }
}
