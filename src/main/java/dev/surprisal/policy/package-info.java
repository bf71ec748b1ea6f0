/**
 * How far a policy is from its sampler and from its reference, estimated from the tokens of
 * roll-outs: k1, k2, k3 with their reductions, importance ratios, chi-square, perplexities, and
 * what the trainers log of these. Pure: no Flink.
 *
 * <p>Start at {@link dev.surprisal.policy.PairTally}, which adds {@link
 * dev.surprisal.event.Rollout}s up into exact sums that merge in any order to the same bits, and at
 * {@link dev.surprisal.policy.PairFigures}, which reads numbers from those. {@link
 * dev.surprisal.policy.CompletionTally} has rewards and lengths. {@link dev.surprisal.policy.View}
 * gives the keys of a trainer. {@link dev.surprisal.policy.RolloutTally} has all of these and the
 * losses: of log-prob gaps, of judges and of preference pairs, by package {@code loss}, and what
 * surprisal is above the entropy. docs/POLICY-METRICS.md has every number's formula.
 *
 * <p>A token counts where both models have a log-prob of it; tokens to which one gives probability
 * 0, and those without a value, are counted apart and never averaged in.
 */
package dev.surprisal.policy;
