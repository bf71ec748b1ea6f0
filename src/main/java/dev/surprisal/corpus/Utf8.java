package dev.surprisal.corpus;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** UTF-8 that is never repaired: what cannot be read or written is told, not replaced. */
final class Utf8 {
    private Utf8() {}

    /** Offset of the first byte that belongs to no character; -1 if all do. */
    static int firstMalformed(byte[] bytes, int from, int to) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
        CharBuffer out = CharBuffer.allocate(8192);
        var decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        return result.isError() ? in.position() : -1;
    }

    /** Index of the first half of a surrogate pair that lacks the other; -1 if there is none. */
    static int firstLoneSurrogate(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isLowSurrogate(c)
                    || at + 1 == text.length()
                    || !Character.isLowSurrogate(text.charAt(at + 1))) {
                return at;
            }
            at++;
        }
        return -1;
    }

    /**
     * Bytes of a text in UTF-8.
     *
     * @throws IllegalArgumentException on half a surrogate pair, which has no bytes
     */
    static long length(String text) {
        long length = 0;
        for (int at = 0; at < text.length(); at++) {
            length += length(text.charAt(at));
        }
        requirePairs(text);
        return length;
    }

    /** Bytes of one UTF-16 unit; a pair has two for each half. */
    static int length(char unit) {
        if (unit < 0x80) {
            return 1;
        }
        return unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
    }

    static void requirePairs(String text) {
        int lone = firstLoneSurrogate(text);
        if (lone >= 0) {
            throw new IllegalArgumentException(describeLone(text, lone));
        }
    }

    static String describeLone(String text, int at) {
        return "half a surrogate pair, U+%04X, at character %d: it has no bytes in UTF-8"
                .formatted((int) text.charAt(at), at);
    }
}
