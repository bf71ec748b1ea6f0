package dev.surprisal.policy;

/**
 * Whether an estimate is one of KL(p‖q).
 *
 * @param state what is known of it
 * @param reason in words; empty if there is nothing to say
 */
public record Validity(State state, String reason) {

    /** Least certain last. */
    public enum State {
        /** The tokens are samples of p, and its log-probs are of what was sampled from. */
        VALID,
        /** Not known, or only nearly so. */
        UNCERTAIN,
        /** It estimates something else. */
        INVALID
    }

    static final Validity VALID = new Validity(State.VALID, "");
}
