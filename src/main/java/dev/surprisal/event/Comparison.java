package dev.surprisal.event;

/**
 * The monitored model against the reference, over tokens that both scored.
 *
 * @param tokens paired tokens
 * @param referencePerplexity exp of the reference's mean nll
 * @param referencePerplexitySeIid its error if tokens were independent
 * @param referenceEntropyMean mean entropy of the reference rows, nats
 * @param logPplRatio mean nll minus the reference's mean nll
 * @param logPplRatioSe paired and clustered by document
 * @param logPplRatioSeIid paired, if tokens were independent
 * @param nllCorrelation Pearson correlation of the two nll over tokens
 * @param forwardKl KL(reference‖model), llama.cpp's KLD
 * @param reverseKl KL(model‖reference)
 * @param deltaP change of the target's probability
 * @param top1Agreement share of tokens with the same arg-max
 * @param top1AgreementSeIid its error if tokens were independent
 * @param jsMean mean Jensen-Shannon divergence; NaN when not asked for
 * @param tvMean mean total variation distance; NaN when not asked for
 * @param flooredTargets targets stored at the reference file's floor
 */
public record Comparison(
        long tokens,
        double referencePerplexity,
        double referencePerplexitySeIid,
        double referenceEntropyMean,
        double logPplRatio,
        double logPplRatioSe,
        double logPplRatioSeIid,
        double nllCorrelation,
        Divergence forwardKl,
        Divergence reverseKl,
        DeltaP deltaP,
        double top1Agreement,
        double top1AgreementSeIid,
        double jsMean,
        double tvMean,
        long flooredTargets) {}
