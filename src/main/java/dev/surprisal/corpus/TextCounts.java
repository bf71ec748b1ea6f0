package dev.surprisal.corpus;

/**
 * Words and bytes of a text, as lm-eval counts them.
 *
 * <p>Words are the pieces between runs of whitespace, empty ones at the ends included: Python's
 * {@code len(re.split(r"\s+", text))}. So an empty text has one word, a blank one two, and {@code "
 * a b "} four. Whitespace is what Python's {@code \s} matches in a string, 29 characters: more than
 * Java's {@code \s}, and U+001C to U+001F more than {@code (?U)\s}. Zero-width space is none.
 *
 * @param words at least 1
 * @param bytes of the text in UTF-8
 */
public record TextCounts(long words, long bytes) {

    /**
     * @throws IllegalArgumentException on half a surrogate pair, which has no bytes
     */
    public static TextCounts of(String text) {
        long words = 1;
        boolean space = false;
        for (int at = 0; at < text.length(); at++) {
            boolean here = isSpace(text.charAt(at));
            if (here && !space) {
                words++;
            }
            space = here;
        }
        return new TextCounts(words, Utf8.length(text));
    }

    /** Whether Python's {@code \s} matches this character; {@code str.strip} takes the same. */
    static boolean isSpace(char c) {
        if (c <= ' ') {
            return c == ' ' || (c >= '\t' && c <= '\r') || c >= 0x1c;
        }
        return switch (c) {
            case 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 -> true;
            default -> c >= 0x2000 && c <= 0x200a;
        };
    }

    /** A text without whitespace at its ends. */
    static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }
}
