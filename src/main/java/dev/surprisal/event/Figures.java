package dev.surprisal.event;

/**
 * What follows from {@link Totals}: the numbers that results show. NaN where a number does not
 * exist. Logs are natural, so means are in nats a token; docs/METRICS.md defines each.
 *
 * @param tokensExpected tokens that should have been scored
 * @param tokensScored tokens with status OK
 * @param coverage scored over expected
 * @param nllSum exact sum of nll, rounded once
 * @param nllMean per scored token
 * @param perplexity exp of the mean over OK tokens
 * @param perplexityStrict the same, or NaN if any expected token was not OK or did not arrive
 * @param perplexityLow lower end of the 95 % interval, clustered, log scale, Student's t
 * @param perplexityHigh upper end
 * @param perplexitySeIid error if tokens were independent (llama.cpp's ±)
 * @param clusterUnit what a cluster is: "document", "chunk"
 * @param clusters how many clusters
 * @param bitsPerToken mean nll over ln 2
 * @param entropyMean mean entropy of full rows
 * @param varentropyMean mean varentropy of full rows, nats squared
 * @param targetTop1 share of full rows whose arg-max is the target
 * @param smoothedNllMean label-smoothed cross-entropy
 * @param focalNllMean focal cross-entropy
 * @param nllQuantiles of the nine levels, linear interpolation
 * @param quantilesExact whether quantiles come from all values rather than from a histogram
 * @param flooredTargets targets stored at the model file's floor
 * @param comparison against the reference, or null
 * @param text per word and byte, or null where no text is known
 * @param entropy between its bounds
 */
public record Figures(
        long tokensExpected,
        long tokensScored,
        double coverage,
        double nllSum,
        double nllMean,
        double perplexity,
        double perplexityStrict,
        double perplexityLow,
        double perplexityHigh,
        double perplexitySeIid,
        String clusterUnit,
        long clusters,
        double bitsPerToken,
        double entropyMean,
        double varentropyMean,
        double targetTop1,
        double smoothedNllMean,
        double focalNllMean,
        Quantiles nllQuantiles,
        boolean quantilesExact,
        long flooredTargets,
        Comparison comparison,
        TextFigures text,
        EntropyFigures entropy) {}
