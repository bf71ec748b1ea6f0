package dev.surprisal.policy;

/** Counts of completions. They index stored arrays: only ever add at the end. */
enum CompletionCount {
    COMPLETIONS,
    /** Without a token of the policy's own. */
    EMPTY,
    REWARDS,
    /** NaN or ±∞. */
    REWARDS_NON_FINITE,
    GOLDS,
    // Tokens with a log-prob, by role in its order.
    SAMPLER_TOKENS,
    POLICY_TOKENS,
    REFERENCE_TOKENS,
    // Tokens of the policy's own without one, by role in its order; a missing role counts none.
    SAMPLER_UNUSABLE,
    POLICY_UNUSABLE,
    REFERENCE_UNUSABLE,
    GOLDS_NON_FINITE,
    /** With a reward and a KL to the reference of all their tokens. */
    PENALIZED,
    /** With a label and a judge that gave no number. */
    JUDGE_NON_FINITE,
    /** With a judge and no label. */
    JUDGE_UNLABELLED,
    /** With a label and no judge. */
    JUDGE_MISSING,
    /** Halves of pairs whose other half did not come in their step. */
    PAIR_UNMATCHED,
    /** Pairs of which a half has no log-ratio. */
    PAIR_UNSCORED,
    /** Halves whose place in the pair was taken. */
    PAIR_REPEATED,
    /** Halves of pairs beyond as many as are kept. */
    PAIR_BEYOND
}
