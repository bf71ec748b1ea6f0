package dev.surprisal.policy;

import dev.surprisal.event.Role;
import java.io.Serializable;
import java.util.Locale;

/**
 * Two roles whose log-probs are compared: estimates are of KL(p‖q), which needs tokens of p.
 *
 * @param p the one whose samples the tokens should be
 * @param q the other
 */
public record RolePair(Role p, Role q) implements Serializable {
    /** Trainer against roll-out engine: the default, and what is called mismatch. */
    public static final RolePair MISMATCH = new RolePair(Role.SAMPLER, Role.POLICY);

    /** What trainers call "the KL": KL(π‖ref). */
    public static final RolePair POLICY_REFERENCE = new RolePair(Role.POLICY, Role.REFERENCE);

    /** The same from the log-probs of the engine that sampled the tokens. */
    public static final RolePair SAMPLER_REFERENCE = new RolePair(Role.SAMPLER, Role.REFERENCE);

    /** Refuses a model against itself. */
    public RolePair {
        if (p == q) {
            throw new IllegalArgumentException("a pair of two roles, not of " + p + " twice");
        }
    }

    /** Direction in words: "KL(sampler||policy)". */
    public String direction() {
        return "KL(" + label(p) + "||" + label(q) + ")";
    }

    private static String label(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
