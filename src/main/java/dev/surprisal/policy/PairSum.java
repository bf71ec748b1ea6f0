package dev.surprisal.policy;

/**
 * Sums of a pair (p, q) with d = ln q − ln p and r = e^d. They index stored arrays: only ever add
 * at the end.
 */
enum PairSum {
    // Over tokens.
    K1,
    K2,
    K3,
    /** |d|. */
    ABSOLUTE,
    /** r. */
    RATIO,
    /** r². */
    RATIO_SQUARE,
    /** ln p. */
    LOG_P,
    /** ln q. */
    LOG_Q,
    /** k3 of d cut to ±20, cut to ±10: verl's low_var_kl, NeMo-RL's default. */
    K3_CLAMPED,
    /** r² of d cut to ±20: verl's chi2_token. */
    RATIO_SQUARE_CLAMPED,
    /** r cut to [1/2, 2]: what verl's effective sample size is of at its default threshold. */
    WEIGHT,
    /** Its square. */
    WEIGHT_SQUARE,
    /** k3², for a standard deviation. */
    K3_SQUARE,
    /** k3 with p and q exchanged, on the same tokens: NeMo-RL's policy_kl_error, no KL. */
    K3_REVERSED,
    /** NeMo-RL's js_divergence_error: k3 of either against their mixture, halved. */
    MIXTURE,
    /** e^|d|. */
    MULTIPLIED,
    /** r ln q: NeMo-RL's approx_entropy, negated. */
    RATIO_LOG_Q,

    // Over sequences with a counted token, of the mean over its tokens.
    SEQUENCE_K1,
    SEQUENCE_K2,
    SEQUENCE_K3,
    SEQUENCE_K3_CLAMPED,
    /** k1 cut to ±10: OpenRLHF. */
    SEQUENCE_K1_CUT,
    SEQUENCE_K2_CUT,
    SEQUENCE_K3_CUT,
    /** −mean ln p. */
    SEQUENCE_NLL_P,
    SEQUENCE_NLL_Q,
    /** e^(−mean ln p). */
    SEQUENCE_PPL_P,
    SEQUENCE_PPL_Q,
    /** |mean k1|. */
    SEQUENCE_ABSOLUTE,
    /** e^(mean k1): ppl of q by that of p. */
    SEQUENCE_PPL_RATIO,

    // Over whole sequences, all of whose tokens count.
    WHOLE_K1,
    WHOLE_K2,
    WHOLE_K3,
    /** R = e^(Σ d). */
    WHOLE_RATIO,
    /** R². */
    WHOLE_RATIO_SQUARE,
    /** e^(2 Σ d) of Σ d cut to ±20: verl's chi2_seq. */
    WHOLE_RATIO_SQUARE_CLAMPED,
    /** R, 0 where it is above 3: TRL's sequence_mask. */
    WHOLE_RATIO_MASKED,
    /** −Σ ln p. */
    WHOLE_NLL_P,

    // Over tokens at which both models list their likeliest tokens.
    RB1,
    RB3,
    /** Lower bounds of KL: L0, L1. */
    KL_LOW_L0,
    KL_LOW_L1,
    TV_LOW,
    TV_HIGH,
    JS_LOW,
    JS_HIGH,
    /** Of p's entropy. */
    ENTROPY_LOW,
    /** Over those at which it has an upper bound. */
    ENTROPY_HIGH,

    /** Huber's loss of d, over tokens; of a tally without δ nothing. */
    HUBER;

    /** What the sum is where an addend of it was too large: on which side it lies. */
    double beyond() {
        return switch (this) {
            case K1, SEQUENCE_K1, WHOLE_K1, RB1 -> Double.NaN;
            case LOG_P, LOG_Q, RATIO_LOG_Q -> Double.NEGATIVE_INFINITY;
            default -> Double.POSITIVE_INFINITY;
        };
    }
}
