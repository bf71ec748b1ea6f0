package dev.surprisal.event;

/**
 * What roll-outs add up to: mergeable, state of steps and windows.
 *
 * @param completions rewards, lengths, surprisal
 * @param mismatch of sampler against policy
 * @param reference of policy, or of the sampler where there is no policy, against the reference
 * @param means by statistic, each completion counts once: "kl", "mismatch", "entropy", "length"
 * @param losses of judges and preferences; null where there was none
 * @param gaps of surprisal and entropy; null where no role had likeliest tokens
 */
public record RolloutTotals(
        CompletionTotals completions,
        PairTotals mismatch,
        PairTotals reference,
        DocumentMeans[] means,
        LossTotals losses,
        GapTotals gaps) {}
