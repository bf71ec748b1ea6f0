package dev.surprisal.policy;

/** Sums over completions. They index stored arrays: only ever add at the end. */
enum CompletionSum {
    REWARD,
    REWARD_SQUARE,
    GOLD,
    LENGTH,
    LENGTH_SQUARE,
    // −ln p over tokens with a log-prob, by role in its order.
    SAMPLER_NLL,
    POLICY_NLL,
    REFERENCE_NLL,
    // Over completions that have a reward and a KL to the reference of all their tokens.
    PENALIZED_REWARD,
    PENALIZED_K1,
    PENALIZED_LENGTH
}
