package dev.surprisal.payload;

import java.nio.charset.StandardCharsets;

/**
 * The string that {@link ByteTokens} read last: checked when it was found, decoded only if asked
 * for, since most texts are passed over.
 */
final class JsonText {
    private static final int CAPACITY_FIRST = 64;
    private static final char[] NO_CHARS = {};
    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";

    private final byte[] bytes;
    private final int end;
    private int from;
    private int to;

    /** Without escapes, and ASCII alone. */
    private boolean plain;

    /** Whether halves of surrogate pairs are among the escapes. */
    private boolean surrogates;

    private char[] chars = NO_CHARS;

    JsonText(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /**
     * Finds the end of a string.
     *
     * @param first what follows the quote that opens it
     * @return what follows the quote that closes it
     */
    int scan(int first) {
        from = first;
        plain = true;
        surrogates = false;
        int at = first;
        while (at < end) {
            byte b = bytes[at];
            if (b == '"') {
                to = at;
                return at + 1;
            }
            if (b >= ' ' && b != '\\') {
                at++;
            } else {
                plain = false;
                at += b == '\\' ? escape(at) : sequence(at);
            }
        }
        throw new ByteTokens.Doubt();
    }

    /** Length of the escape at a backslash. */
    private int escape(int at) {
        if (at + 1 < end && ESCAPES.indexOf(bytes[at + 1]) >= 0) {
            return 2;
        }
        if (at + 6 > end || bytes[at + 1] != 'u') {
            throw new ByteTokens.Doubt();
        }
        for (int i = at + 2; i < at + 6; i++) {
            if (digit(i) < 0) {
                throw new ByteTokens.Doubt();
            }
        }
        surrogates |= (hexadecimal(at + 2) & 0xF800) == Character.MIN_SURROGATE;
        return 6;
    }

    /** ASCII alone: {@code Character.digit} knows those of all scripts. */
    private int digit(int at) {
        return bytes[at] < 0 ? -1 : Character.digit(bytes[at], 16);
    }

    /** Length of the UTF-8 sequence of two to four bytes here, well-formed by Unicode's table. */
    private int sequence(int at) {
        int lead = bytes[at] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || at + length > end) {
            throw new ByteTokens.Doubt();
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                throw new ByteTokens.Doubt();
            }
        }
        int second = bytes[at + 1] & 0xFF;
        boolean wrong =
                switch (lead) {
                    case 0xE0 -> second < 0xA0;
                    case 0xED -> second >= 0xA0;
                    case 0xF0 -> second < 0x90;
                    case 0xF4 -> second >= 0x90;
                    default -> false;
                };
        if (wrong) {
            throw new ByteTokens.Doubt();
        }
        return length;
    }

    boolean isPlain() {
        return plain;
    }

    boolean hasSurrogates() {
        return surrogates;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Takes other bytes, which are plain, for the text. */
    void plain(int start, int stop) {
        from = start;
        to = stop;
        plain = true;
    }

    /** The text in a buffer that the next one may use again. */
    CharSlice chars(CharSlice into) {
        if (to - from > chars.length) {
            chars = new char[Math.max(CAPACITY_FIRST, to - from)];
        }
        into.length = plain ? copy() : decode();
        into.offset = 0;
        into.chars = chars;
        return into;
    }

    private int copy() {
        for (int i = from; i < to; i++) {
            chars[i - from] = (char) bytes[i];
        }
        return to - from;
    }

    private int decode() {
        int length = 0;
        int at = from;
        while (at < to) {
            int lead = bytes[at];
            if (lead == '\\') {
                boolean hexadecimal = bytes[at + 1] == 'u';
                chars[length++] =
                        hexadecimal
                                ? hexadecimal(at + 2)
                                : ESCAPED.charAt(ESCAPES.indexOf(bytes[at + 1]));
                at += hexadecimal ? 6 : 2;
            } else if (lead >= 0) {
                chars[length++] = (char) lead;
                at++;
            } else {
                int bytesOfPoint = sequence(at);
                length += Character.toChars(point(at, bytesOfPoint), chars, length);
                at += bytesOfPoint;
            }
        }
        return length;
    }

    private char hexadecimal(int at) {
        return (char) (digit(at) << 12 | digit(at + 1) << 8 | digit(at + 2) << 4 | digit(at + 3));
    }

    private int point(int at, int length) {
        int point = bytes[at] & 0xFF >> length + 1;
        for (int i = 1; i < length; i++) {
            point = point << 6 | bytes[at + i] & 0x3F;
        }
        return point;
    }

    @Override
    public String toString() {
        if (plain) {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
        return chars(new CharSlice()).toString();
    }
}
