package dev.surprisal.corpus;

import java.util.Arrays;

/**
 * Tokens that a server made, laid on the text that they should spell. Tokens may hold parts of
 * characters; empty ones, like special tokens, have empty spans.
 *
 * @param byteStart [tokens] first byte of each in the text; up to the difference, if there is one
 * @param byteEnd [tokens] one past its last byte
 * @param difference the first place where they spell something else; null if they spell the text
 */
public record TokenAlignment(int[] byteStart, int[] byteEnd, SpellingDifference difference) {

    /**
     * @param tokens [tokens][bytes] what each token stands for
     * @param text in UTF-8
     */
    public static TokenAlignment of(byte[][] tokens, byte[] text) {
        int[] start = new int[tokens.length];
        int[] end = new int[tokens.length];
        int at = 0;
        for (int token = 0; token < tokens.length; token++) {
            byte[] bytes = tokens[token];
            int most = Math.min(text.length, at + bytes.length);
            int same = Arrays.mismatch(text, at, most, bytes, 0, bytes.length);
            if (same >= 0) {
                return new TokenAlignment(
                        Arrays.copyOf(start, token),
                        Arrays.copyOf(end, token),
                        SpellingDifference.of(token, at + same, text, bytes, same));
            }
            start[token] = at;
            at += bytes.length;
            end[token] = at;
        }
        SpellingDifference left =
                at == text.length
                        ? null
                        : SpellingDifference.of(tokens.length, at, text, new byte[0], 0);
        return new TokenAlignment(start, end, left);
    }
}
