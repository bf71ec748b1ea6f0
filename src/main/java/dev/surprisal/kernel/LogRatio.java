package dev.surprisal.kernel;

/**
 * Schulman's estimators of KL(p‖q) from one token sampled from p, by d = ln q − ln p, in nats.
 *
 * <pre>
 * k1 = −d            unbiased; any sign
 * k2 = d²/2          biased; an f-divergence that equals KL to second order
 * k3 = e^d − 1 − d   unbiased if q has no mass where p has none; at least 0
 * </pre>
 *
 * <ul>
 *   <li>d = 0: all 0
 *   <li>d = −∞ (q gives the token probability 0): k1, k2, k3 = +∞
 *   <li>d = +∞: k1 = −∞, k2 and k3 = +∞; NaN: NaN
 *   <li>k3 is +∞ from d = 710 on
 * </ul>
 *
 * <p>Error: within 4 ulp of the exact value at the given d, asserted against BigDecimal in {@code
 * LogRatioTest}. Source: Schulman (2020), joschu.net/blog/kl-approx.html.
 */
public final class LogRatio {

    /** Below this, e^d − 1 and d agree in so many bits that their difference loses some. */
    private static final double SERIES_MAX = 0.5;

    /** Term of d^19/19!: below 1e-18 of the first one, d²/2, for |d| of at most 0.5. */
    private static final int SERIES_TERMS = 19;

    private LogRatio() {}

    /** First estimator. */
    public static double k1(double d) {
        return d == 0 ? 0 : -d;
    }

    /** Second. */
    public static double k2(double d) {
        return 0.5 * d * d;
    }

    /** Third. */
    public static double k3(double d) {
        if (Math.abs(d) >= SERIES_MAX) {
            return d == Double.POSITIVE_INFINITY ? d : StrictMath.expm1(d) - d;
        }
        // d²/2 (1 + d/3 (1 + d/4 (1 + …))), from the inside: no cancellation.
        double inner = 1;
        for (int n = SERIES_TERMS; n >= 3; n--) {
            inner = 1 + d / n * inner;
        }
        return 0.5 * d * d * inner;
    }

    /** {@code x} cut to [−bound, bound]. */
    public static double clamp(double x, double bound) {
        return Math.max(-bound, Math.min(bound, x));
    }
}
