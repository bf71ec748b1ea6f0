package dev.surprisal.policy;

/**
 * Counts of a pair. Tokens of the policy's own are TOKENS + INFINITE + IMPOSSIBLE + UNUSABLE;
 * sequences are SEQUENCES + EMPTY + UNSCORED. They index stored arrays: only ever add at the end.
 */
enum PairCount {
    /** Both models have a log-prob. */
    TOKENS,
    /** p has one, q says probability 0: KL is infinite. */
    INFINITE,
    /** p says probability 0 of a token that is there: p did not sample it. */
    IMPOSSIBLE,
    /** One has no value: a null, a stand-in, above 0. */
    UNUSABLE,
    /** Under mask 0. */
    PADDING,
    /** With a counted token. */
    SEQUENCES,
    /** All of whose tokens count. */
    WHOLE,
    /** Without a token of the policy's own. */
    EMPTY,
    /** With tokens of the policy's own, none of which counts. */
    UNSCORED,

    // Tokens where a framework's clamp changes the value.
    K3_CLAMPED,
    RATIO_CLAMPED,
    WEIGHT_CLAMPED,
    K1_CUT,
    K2_CUT,
    K3_CUT,
    /** Whole sequences where Σ d is cut to ±20. */
    WHOLE_RATIO_CLAMPED,
    /** Whole sequences whose ratio is above 3. */
    WHOLE_RATIO_MASKED,

    // Counted tokens by what is known of their sampling.
    /** Sampled by the sampler, p is the policy. */
    NEARLY_FOREIGN,
    /** Sampled by none of the two. */
    FOREIGN,
    /** Cut from the distribution by top-p or top-k. */
    TRUNCATED,
    /** The log-probs are not of what was sampled from: before temperature or truncation. */
    UNPROCESSED,
    /** The record does not say how it was sampled. */
    UNKNOWN,

    // Counted tokens by their lists of likeliest tokens.
    /** Both models have a list that can be used. */
    TOP,
    /** Of these: the lists have no token in common. */
    TOP_DISJOINT,
    /** Of these: the entropy of p has an upper bound. */
    TOP_BOUNDED,
    /** Both have a list, and one of the two cannot be used. */
    TOP_UNUSABLE
}
