package dev.surprisal.kernel;

/**
 * What two rows over one vocabulary, a model's and a reference's, say about each other, in nats;
 * filled by {@link LogSpace}, reused from row to row.
 *
 * <p>p is the model's distribution and q the reference's, each as {@link RowStatistics} defines it:
 * raw rows normalised, codes as they stand (so a divergence of codes can be slightly negative, by
 * up to their rounding, about 1e-4).
 *
 * <ul>
 *   <li>a token with probability 0 contributes 0, 0·(−∞) = 0
 *   <li>a token that one row masks with a −∞ logit and the other does not: the KL from the other is
 *       +∞, however small its probability
 *   <li>a row without distribution (NaN, +∞, or all −∞): every divergence and {@link #deltaP} NaN,
 *       {@link #sameTop} false
 *   <li>divergences of two raw rows are never negative: rounding below 0 is cut off
 * </ul>
 *
 * <p>Error for float32 rows of up to 262,144 logits: 1e-5 plus 1e-6 relative for the four
 * divergences, asserted against an oracle in double in {@code LogSpaceKernelContractTest}.
 */
public final class PairStatistics {
    /** The model's row. */
    public final RowStatistics model = new RowStatistics();

    /** The reference's row. */
    public final RowStatistics reference = new RowStatistics();

    /** KL(reference‖model) = Σ qᵢ (ln qᵢ − ln pᵢ); llama.cpp's KLD. */
    public double forwardKl;

    /** KL(model‖reference) = Σ pᵢ (ln pᵢ − ln qᵢ); the KL of RLHF. */
    public double reverseKl;

    /**
     * Jensen-Shannon divergence, ½ KL(p‖m) + ½ KL(q‖m) with m = (p + q)/2; NaN if not asked for.
     */
    public double js;

    /** Total variation distance ½ Σ |pᵢ − qᵢ|, not in nats; NaN if not asked for. */
    public double tv;

    /** p(target) − q(target). */
    public double deltaP;

    /** Whether both rows have their (first) maximum at the same token. */
    public boolean sameTop;
}
