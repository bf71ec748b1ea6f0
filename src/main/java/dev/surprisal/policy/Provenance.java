package dev.surprisal.policy;

/**
 * What an estimate of KL is of; shown with it.
 *
 * @param direction "KL(sampler||policy)"
 * @param estimator "k1", "k2", "k3", "rb1", "rb3"
 * @param reduction "token_mean" and so on
 * @param tokens how many counted
 * @param validity whether it is an estimate of KL at all
 */
public record Provenance(
        String direction, String estimator, String reduction, long tokens, Validity validity) {}
