package dev.surprisal.event;

/**
 * How a roll-out's tokens were sampled, which decides whether an estimate from them is one of KL.
 *
 * @param distribution which one the sampler's log-probs are of
 * @param temperature 0 for greedy; NaN if not said
 * @param topP in (0, 1], 1 for off; NaN if not said
 * @param topK 0 for off; -1 if not said
 * @param sampledBy whose samples the tokens are; null for somebody else's: a teacher's, a person's
 */
public record RolloutSampling(
        Distribution distribution, double temperature, double topP, int topK, Role sampledBy) {

    /** Whether tokens were cut from the distribution. */
    public boolean truncated() {
        return topP < 1 || topK > 0;
    }

    /** Whether the record says enough to tell what the tokens were sampled from. */
    public boolean known() {
        return distribution != Distribution.UNKNOWN
                && !Double.isNaN(temperature)
                && !Double.isNaN(topP)
                && topK >= 0;
    }
}
