package dev.surprisal.report;

/**
 * A document as lm-eval's samples file has it.
 *
 * @param docId its number in the data set, from 0
 * @param page the document as the data set has it: what words and bytes are counted in
 * @param target the text that was scored: the page, or the page detokenised
 * @param logLikelihood of the target, natural
 * @param words weight of word_perplexity
 * @param bytes weight of byte_perplexity and bits_per_byte
 */
public record LmEvalDocument(
        long docId, String page, String target, double logLikelihood, long words, long bytes) {}
