package dev.surprisal.event;

/** Which of up to three models said a log-prob of a roll-out's token. */
public enum Role {
    /** The roll-out engine, which generated the tokens: vLLM, SGLang. */
    SAMPLER,
    /** The policy in the trainer, of the weights that the roll-out was made with. */
    POLICY,
    /** The frozen model that the policy is held near to. */
    REFERENCE
}
