package dev.surprisal.event;

/**
 * What a window hands to the detectors beside its figures. Merging two is adding.
 *
 * @param documentMeans by statistic: nll first, then those that the payloads allow
 * @param nllClusters six exact sums of {@code kernel.ClusteredRatio} over nll and documents
 * @param nllTokens histogram of the nll of every scored token
 * @param logLikelihoodRatio Σ (reference nll − nll) over paired tokens, nats; NaN without pairs
 */
public record Observation(
        DocumentMeans[] documentMeans,
        long[] nllClusters,
        Series nllTokens,
        double logLikelihoodRatio) {}
