package dev.surprisal.event;

/**
 * Figures per word and byte of the text, and the convention's own perplexity; NaN where a number
 * does not exist. A corpus with a document that was not scored whole has none: the denominator
 * would keep what the numerator lacks.
 *
 * @param words of all documents; -1 where the convention counts none
 * @param bytes of all documents; -1 where the convention counts none
 * @param wordPerplexity exp of nats per word
 * @param wordPerplexityLow lower end of the 95 % interval, clustered by document
 * @param wordPerplexityHigh upper end
 * @param wordPerplexitySe standard error, clustered, by the delta method
 * @param bytePerplexity exp of nats per byte
 * @param bytePerplexitySe standard error, clustered, by the delta method
 * @param bitsPerByte nats per byte over ln 2
 * @param bitsPerByteLow lower end of the 95 % interval, clustered by document
 * @param bitsPerByteHigh upper end
 * @param bitsPerByteSe standard error, clustered
 * @param conventionPerplexity the one number that the convention's own tool prints
 * @param positions nll by position in context
 */
public record TextFigures(
        long words,
        long bytes,
        double wordPerplexity,
        double wordPerplexityLow,
        double wordPerplexityHigh,
        double wordPerplexitySe,
        double bytePerplexity,
        double bytePerplexitySe,
        double bitsPerByte,
        double bitsPerByteLow,
        double bitsPerByteHigh,
        double bitsPerByteSe,
        double conventionPerplexity,
        PositionFigure[] positions) {}
