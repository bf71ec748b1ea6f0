package dev.surprisal.corpus;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** From what a tokenizer says about its tokens to spans of bytes that tile the text. */
final class TokenSpans {
    private TokenSpans() {}

    /**
     * @param tokens [tokens] as the vocabulary writes them
     * @param characters [tokens] what they cover, in code points; overlapping where tokens share a
     *     character, null where they cover nothing
     */
    static TokenizedText tile(String text, int[] ids, String[] tokens, CharSpan[] characters) {
        int[] end = exact(text.getBytes(StandardCharsets.UTF_8), tokens);
        if (end == null) {
            end = byCharacters(text, characters);
        }
        int[] start = new int[end.length];
        System.arraycopy(end, 0, start, Math.min(1, end.length), Math.max(0, end.length - 1));
        return new TokenizedText(ids, start, end);
    }

    /** Ends of byte-level tokens, which say their bytes; null if these do not spell the text. */
    private static int[] exact(byte[] text, String[] tokens) {
        int[] end = new int[tokens.length];
        int at = 0;
        for (int token = 0; token < tokens.length; token++) {
            byte[] bytes = ByteLevelAlphabet.bytes(tokens[token]);
            if (bytes == null || !starts(text, at, bytes)) {
                // Added tokens stand in the vocabulary as they are.
                bytes = tokens[token].getBytes(StandardCharsets.UTF_8);
                if (!starts(text, at, bytes)) {
                    return null;
                }
            }
            at += bytes.length;
            end[token] = at;
        }
        return at == text.length ? end : null;
    }

    private static boolean starts(byte[] text, int at, byte[] bytes) {
        return at + bytes.length <= text.length
                && Arrays.equals(text, at, at + bytes.length, bytes, 0, bytes.length);
    }

    /** A token ends where it says, but not behind where the next one starts. */
    private static int[] byCharacters(String text, CharSpan[] characters) {
        int[] offsets = offsets(text);
        int[] end = new int[characters.length];
        int before = 0;
        for (int token = 0; token < end.length; token++) {
            CharSpan span = characters[token];
            int to = span == null ? 0 : span.getEnd();
            CharSpan next = token + 1 < end.length ? characters[token + 1] : null;
            if (next != null) {
                to = Math.min(to, next.getStart());
            }
            end[token] = Math.max(before, offsets[to]);
            before = end[token];
        }
        if (end.length > 0) {
            end[end.length - 1] = offsets[offsets.length - 1];
        }
        return end;
    }

    /** [code points + 1] byte offset of each code point, and the length. */
    private static int[] offsets(String text) {
        int[] offsets = new int[text.codePointCount(0, text.length()) + 1];
        int at = 0;
        int point = 0;
        for (int unit = 0; unit < text.length(); unit++) {
            char c = text.charAt(unit);
            at += Utf8.length(c);
            if (!Character.isHighSurrogate(c)) {
                offsets[++point] = at;
            }
        }
        return offsets;
    }
}
