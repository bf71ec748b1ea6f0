package dev.surprisal.payload;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A number or literal that the end of the bytes cut short: "-1.", "2e", "tru". Jackson calls it
 * wrong JSON and places the fault somewhere inside it, though the bytes only end too early.
 */
record CutWord(byte[] bytes, int from, int to) {
    private static final List<String> LITERALS =
            List.of("true", "false", "null", "NaN", "Infinity");
    private static final Pattern NUMBER =
            Pattern.compile("-?(\\d{1,256}(\\.\\d{0,256})?([eE][+-]?\\d{0,9})?|I[a-z]{0,7})?");

    /** Length of the word that {@code bytes[from, to)} end in, if it can go on; else 0. */
    int length() {
        int start = to;
        while (start > from
                && to - start < JsonLimits.NUMBER_LENGTH_MAX
                && inWord(bytes[start - 1])) {
            start--;
        }
        String word = new String(bytes, start, to - start, StandardCharsets.US_ASCII);
        boolean cut =
                NUMBER.matcher(word).matches()
                        || LITERALS.stream().anyMatch(literal -> literal.startsWith(word));
        return cut ? to - start : 0;
    }

    private static boolean inWord(byte b) {
        return (b >= '0' && b <= '9')
                || (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || b == '.'
                || b == '+'
                || b == '-';
    }
}
