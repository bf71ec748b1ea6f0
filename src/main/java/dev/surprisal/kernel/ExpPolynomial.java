package dev.surprisal.kernel;

/**
 * Constants of the float exponential that both kernels evaluate, exp(−n) for n ≥ 0.
 *
 * <pre>
 * n' = n &gt; {@link #ARGUMENT_MAX} ? ARGUMENT_MAX : n
 * t  = fma(n', {@link #MINUS_LOG2_E}, {@link #ROUNDER});  k = t − ROUNDER
 * r  = fma(k, {@link #LN2_HIGH}, n');  r = fma(k, {@link #LN2_LOW}, r)
 * p  = 1 + r·(−1 + r·({@link #C2} + r·({@link #C3} + r·({@link #C4} + r·({@link #C5} + r·{@link #C6})))))   by fma
 * exp(−n) = p · 2^k,  2^k = the float whose bits are bits(t) &lt;&lt; 23
 * </pre>
 *
 * <ul>
 *   <li>n = 0: exactly 1, so the maximum of a row counts as 1 and a log-sum of a row is never below
 *       its maximum
 *   <li>n above 87.68, ∞ included: exactly 0
 * </ul>
 *
 * <p>The argument is the depth below the maximum rather than its negative because the bits of
 * floats that are not negative are in the order of integers: the minimum of n' is one instruction,
 * where JDK 17 makes four of a comparison and a blend at 512 bits.
 *
 * <p>Error: at most 1.3·2^-24 relative for 0 ≤ n ≤ 87, measured over 4 million arguments (the
 * polynomial itself: 4.6e-9, a minimax fit by Remez exchange with each coefficient rounded to float
 * in turn and the later ones fitted again).
 */
final class ExpPolynomial {
    /** Rounds to −127 = the zero exponent once multiplied by −log2(e), so that 2^k is 0. */
    static final float ARGUMENT_MAX = 88f;

    static final float MINUS_LOG2_E = -0x1.715476p0f;

    /**
     * 1.5·2^23 + 127: adding it leaves the nearest integer, plus the exponent bias, in the low
     * bits. All bits of 1.5·2^23 are gone after a shift by 23. A float-to-int conversion would do
     * the same, but is ten times slower on JDK 17.
     */
    static final float ROUNDER = 0x1.8p23f + 127f;

    /** Shift that moves the biased exponent into place. */
    static final int EXPONENT_SHIFT = 23;

    static final float LN2_HIGH = 0x1.62e43p-1f;
    static final float LN2_LOW = -0x1.05c61p-29f;

    static final float C2 = 0.5f;
    static final float C3 = -0x1.555466p-3f;
    static final float C4 = 0x1.5552fep-5f;
    static final float C5 = -0x1.125836p-7f;
    static final float C6 = 0x1.6ff974p-10f;

    private ExpPolynomial() {}
}
