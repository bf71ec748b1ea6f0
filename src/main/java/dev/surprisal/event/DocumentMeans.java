package dev.surprisal.event;

/**
 * How the documents of a window spread in one statistic: each counts once, with the mean over its
 * tokens, because tokens of one document are not independent and documents, nearly, are.
 *
 * @param statistic "nll", "entropy", "gap"
 * @param documents that have such a mean
 * @param sums two exact sums (cells of {@code kernel.ExactSums}): Σm and Σm²
 * @param means histogram of the m (buckets of {@code kernel.LogLinearHistogram})
 */
public record DocumentMeans(String statistic, long documents, long[] sums, Series means) {}
