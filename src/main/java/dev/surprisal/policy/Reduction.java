package dev.surprisal.policy;

import java.util.Locale;

/** How estimates of tokens become one number; they differ where lengths differ. */
public enum Reduction {
    /** Sum over tokens by number of tokens: TRL's GRPO, prime-rl, NeMo-RL. Nats a token. */
    TOKEN_MEAN,
    /** Sum over a sequence's tokens, mean over sequences: TRL's PPO. Nats a sequence. */
    SEQ_SUM,
    /** Mean over a sequence's tokens, mean over sequences: verl, OpenRLHF. Nats a token. */
    SEQ_MEAN_TOKEN_MEAN;

    /** As in keys: "token_mean". */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
