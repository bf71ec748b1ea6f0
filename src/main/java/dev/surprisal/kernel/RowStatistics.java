package dev.surprisal.kernel;

/**
 * What one full-vocabulary row says about one target, in nats; filled by {@link LogSpace}, reused
 * from row to row.
 *
 * <p>With logits xᵢ, i in [0, V): raw rows are normalised, ln pᵢ = xᵢ − ln Σ exp(xⱼ). Rows of
 * llama.cpp codes hold log-probs already and are taken as they stand, ln pᵢ = xᵢ: nothing is
 * renormalised, and the tail that the file stored at its floor is part of every sum (llama.cpp
 * itself drops base tokens below e^-16 from the KL, and nothing from the rest).
 *
 * <ul>
 *   <li>−∞ logits: probability 0, contributing 0 to every sum
 *   <li>a NaN or +∞ logit: all NaN, {@link #argmax} −1, {@link #rank} 0
 *   <li>all logits −∞: {@link #logSumExp} −∞, the rest as for NaN
 *   <li>finite logits that lie 2^128 or more below the maximum count as −∞
 * </ul>
 *
 * <p>Error for float32 rows of up to 262,144 logits: 1e-6 for {@link #logSumExp} and {@link #nll},
 * 1e-5 for {@link #entropy}, 1e-4 for {@link #varentropy}, asserted against an oracle in double in
 * {@code LogSpaceKernelContractTest}.
 */
public final class RowStatistics {
    /** ln Σ exp(xᵢ); for codes a check, near 0. */
    public double logSumExp;

    /** −ln p of the target; +∞ where the target's logit is −∞. */
    public double nll;

    /** H = −Σ pᵢ ln pᵢ. */
    public double entropy;

    /** Σ pᵢ (−ln pᵢ − H)², in nats². */
    public double varentropy;

    /** Index of the greatest logit, the first of equals. */
    public int argmax;

    /** 1 + number of logits strictly greater than the target's. */
    public int rank;

    /**
     * Σ xᵢ / V, for label smoothing; −∞ where a logit is. Error: 1e-6 times the mean distance of
     * the logits from the maximum.
     */
    public double meanLogit;

    /** ln p of {@link #argmax}. */
    public double maxLogProb;

    /**
     * Codes only: the target's code is 0 in a row that its writer clipped, 16 nats below its
     * maximum (llama.cpp) or 24 (ik_llama.cpp), so {@link #nll} is only a lower bound.
     */
    public boolean targetFloored;

    /**
     * Cross-entropy against the target smoothed with a uniform distribution: (1−ε)·nll + ε·(ln Σ
     * exp(xᵢ) − Σxᵢ/V).
     *
     * <ul>
     *   <li>ε = 0: the nll, even where a logit is −∞
     *   <li>ε &gt; 0 and any logit −∞: +∞
     *   <li>no distribution: NaN
     * </ul>
     *
     * <p>Source: Szegedy et al. (2016), arXiv:1512.00567, section 7; as PyTorch computes it.
     *
     * @throws IllegalArgumentException unless 0 ≤ ε ≤ 1
     */
    public double labelSmoothedNll(double epsilon) {
        if (!(epsilon >= 0 && epsilon <= 1)) {
            throw new IllegalArgumentException("epsilon must be within [0, 1], was " + epsilon);
        }
        if (epsilon == 0) {
            return nll;
        }
        double uniform = epsilon * (logSumExp - meanLogit);
        return epsilon == 1 ? uniform : (1 - epsilon) * nll + uniform;
    }

    /**
     * Focal loss (1 − p)^γ · nll, with 1 − p = −expm1(−nll), exact where p is near 1.
     *
     * <ul>
     *   <li>γ = 0: the nll
     *   <li>p = 1 (or above, which codes can be by their rounding), γ &gt; 0: 0
     *   <li>p = 0: +∞
     *   <li>no distribution: NaN
     * </ul>
     *
     * <p>Source: Lin et al. (2017), arXiv:1708.02002, without the class weight.
     *
     * @throws IllegalArgumentException unless γ is finite and at least 0
     */
    public double focalNll(double gamma) {
        if (!(gamma >= 0 && gamma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("gamma must be finite and >= 0, was " + gamma);
        }
        if (gamma == 0) {
            return nll;
        }
        return nll <= 0 ? 0 : StrictMath.pow(-StrictMath.expm1(-nll), gamma) * nll;
    }

    void setUndefined(double logSumExp) {
        this.logSumExp = logSumExp;
        nll = Double.NaN;
        entropy = Double.NaN;
        varentropy = Double.NaN;
        argmax = -1;
        rank = 0;
        meanLogit = Double.NaN;
        maxLogProb = Double.NaN;
        targetFloored = false;
    }

    boolean isDefined() {
        return argmax >= 0;
    }
}
