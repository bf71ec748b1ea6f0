package dev.surprisal.corpus;

/**
 * A text as tokens, each with the bytes of the text that it stands for.
 *
 * <p>The spans tile the text: the first starts at 0, each starts where the one before ends, and the
 * last ends with the text, so every byte belongs to exactly one token. Special tokens have empty
 * spans. A text that a tokenizer drops altogether, like a blank one in WordPiece, has no tokens and
 * so no spans.
 *
 * <ul>
 *   <li>Byte-level tokens have exactly their own bytes, parts of characters too.
 *   <li>Of other tokens that share a character the last one has all its bytes, and the others none.
 *   <li>Bytes between tokens, like blanks that a tokenizer drops, belong to the token behind them,
 *       and at the end to the last.
 * </ul>
 *
 * @param ids [tokens]
 * @param byteStart [tokens] first byte, in UTF-8
 * @param byteEnd [tokens] one past the last byte
 */
public record TokenizedText(int[] ids, int[] byteStart, int[] byteEnd) {

    public int tokens() {
        return ids.length;
    }
}
