package dev.surprisal.corpus;

/**
 * The printable characters that byte-level vocabularies write bytes as, since GPT-2: a byte that is
 * a visible Latin-1 character as itself, the other 68 as U+0100 and up, in order.
 */
final class ByteLevelAlphabet {
    private static final int LAST = 0xff + 68;

    /** Byte of each character, -1 for those that are none. */
    private static final short[] BYTES = bytes();

    private ByteLevelAlphabet() {}

    /** The bytes of a token; null if it is not written in this alphabet. */
    static byte[] bytes(String token) {
        byte[] bytes = new byte[token.length()];
        for (int at = 0; at < bytes.length; at++) {
            char c = token.charAt(at);
            if (c > LAST || BYTES[c] < 0) {
                return null;
            }
            bytes[at] = (byte) BYTES[c];
        }
        return bytes;
    }

    private static short[] bytes() {
        short[] bytes = new short[LAST + 1];
        int hidden = 0x100;
        for (int value = 0; value <= 0xff; value++) {
            boolean visible = (value >= '!' && value <= '~') || (value >= 0xa1 && value != 0xad);
            bytes[value] = -1;
            bytes[visible ? value : hidden++] = (short) value;
        }
        return bytes;
    }
}
