package dev.surprisal.event;

/**
 * The text that a piece's document was made from: what words, bytes and groups are counted in.
 * Every piece of a document carries the same, but for weight and spans, which are the piece's own.
 *
 * @param group value of the field that results are grouped by, or null
 * @param tokenizer hash of the tokenizer that made its tokens; null if not known
 * @param words of the whole document, as the convention counts them; -1 where it counts none
 * @param bytes of the whole document in UTF-8, as the convention counts them; -1 where it counts
 *     none
 * @param nll of the whole document in nats where its tokens are not known; NaN where it is the sum
 *     over them
 * @param weight of the piece's mean nll where the convention weights windows
 * @param averaging how the convention makes one perplexity
 * @param contextTokens tokens that the model saw before the piece's first entry
 * @param byteStart [tokens] first byte of each token in the document's text; null if not known
 * @param byteEnd [tokens] one past its last byte; null if not known
 */
public record TextMeasure(
        String group,
        String tokenizer,
        long words,
        long bytes,
        double nll,
        double weight,
        Averaging averaging,
        int contextTokens,
        int[] byteStart,
        int[] byteEnd) {}
