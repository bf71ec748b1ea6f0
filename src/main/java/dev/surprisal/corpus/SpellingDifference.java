package dev.surprisal.corpus;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The first place where tokens spell something else than the text.
 *
 * @param token index of the token there; the number of tokens where they end before the text does
 * @param byteOffset in the text, of the first byte that differs
 * @param expected some bytes of the text from there on, printable: control characters and parts of
 *     characters as {@code \xNN}; empty at its end
 * @param seen what the tokens spell there, likewise
 */
public record SpellingDifference(int token, int byteOffset, String expected, String seen) {
    private static final int EXCERPT_BYTES = 24;

    static SpellingDifference of(int token, int offset, byte[] text, byte[] spelled, int at) {
        return new SpellingDifference(token, offset, excerpt(text, offset), excerpt(spelled, at));
    }

    private static String excerpt(byte[] bytes, int from) {
        byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + EXCERPT_BYTES));
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < part.length) {
            int length = characterBytes(part, at);
            String character = new String(part, at, length, StandardCharsets.UTF_8);
            if (length == 0 || Character.isISOControl(character.codePointAt(0))) {
                text.append(String.format(Locale.ROOT, "\\x%02x", part[at] & 0xff));
                at++;
            } else {
                text.append(character);
                at += length;
            }
        }
        return text.toString();
    }

    /** Bytes of the character that starts here; 0 if none does. */
    private static int characterBytes(byte[] part, int at) {
        for (int length = 1; length <= Math.min(4, part.length - at); length++) {
            if (Utf8.firstMalformed(part, at, at + length) < 0) {
                return length;
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return "at byte %d the text has \"%s\", token %d spells \"%s\""
                .formatted(byteOffset, expected, token, seen);
    }
}
