package dev.surprisal.event;

/**
 * A window against its key's baseline. NaN where a number does not exist.
 *
 * @param baseline what it is compared with, in words: "first 500 documents", "the same hour of the
 *     day before", a file's name
 * @param revision of the baseline's model; "" if none is known
 * @param documents of the baseline
 * @param perplexity of the baseline
 * @param ratio the window's perplexity over the baseline's
 * @param ratioLow lower end of the 95 % interval, clustered by document in both, log scale
 * @param ratioHigh upper end
 * @param psi population stability index of the nll histograms
 * @param ks greatest distance between the two distribution functions of the nll
 */
public record Drift(
        String baseline,
        String revision,
        long documents,
        double perplexity,
        double ratio,
        double ratioLow,
        double ratioHigh,
        double psi,
        double ks) {}
