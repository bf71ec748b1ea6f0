package dev.surprisal.policy;

import dev.surprisal.event.Role;
import dev.surprisal.event.RolloutSampling;

/**
 * What of a roll-out's sampling makes an estimate from it something else than one of KL(p‖q).
 * Counted by token, so that a window of many roll-outs knows how much of it each concerns.
 */
final class SamplingFaults {
    private SamplingFaults() {}

    static void count(PairTally tally, RolloutSampling sampling, RolePair pair, long tokens) {
        if (sampling.sampledBy() != pair.p()) {
            boolean nearly = sampling.sampledBy() == Role.SAMPLER && pair.p() == Role.POLICY;
            tally.count(nearly ? PairCount.NEARLY_FOREIGN : PairCount.FOREIGN, tokens);
        }
        if (sampling.truncated()) {
            tally.count(PairCount.TRUNCATED, tokens);
        }
        // A trainer's own log-probs are of all tokens, whatever the engine cut.
        boolean uncut = pair.p() != Role.SAMPLER && sampling.truncated();
        if (uncut || unprocessed(sampling)) {
            tally.count(PairCount.UNPROCESSED, tokens);
        } else if (!sampling.known()) {
            tally.count(PairCount.UNKNOWN, tokens);
        }
    }

    /** The log-probs are not those of the distribution that was sampled from. */
    private static boolean unprocessed(RolloutSampling sampling) {
        boolean tempered = !Double.isNaN(sampling.temperature()) && sampling.temperature() != 1;
        return switch (sampling.distribution()) {
            case RAW -> tempered || sampling.truncated();
            case AFTER_TEMPERATURE -> sampling.truncated();
            case PROCESSED, UNKNOWN -> false;
        };
    }
}
