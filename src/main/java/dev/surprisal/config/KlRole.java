package dev.surprisal.config;

/** Whose log-probs are compared with the reference's. */
public enum KlRole {
    /** The trainer's. */
    POLICY,
    /** The engine's that sampled the tokens. */
    SAMPLER
}
