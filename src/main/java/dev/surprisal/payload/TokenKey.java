package dev.surprisal.payload;

/**
 * What a candidate is called where servers are compared: its id, which is at least 0; else a
 * negative hash of its bytes.
 *
 * <p>The hash is FNV-1a of 64 bits (Fowler, Noll, Vo; offset cbf29ce484222325, prime 100000001b3)
 * with the sign bit set: 63 bits, so that among 200,000 tokens two of one hash are a matter of one
 * in 400 million. The bytes are the server's where it lists them, else the UTF-8 of the text, in
 * which half a surrogate pair counts as U+FFFD. Two forms of text are read as what they stand for:
 *
 * <ul>
 *   <li>{@code token_id:123}, vLLM's return_tokens_as_token_ids: the id
 *   <li>{@code bytes:\xe2\x80}, OpenAI's legacy endpoint: those bytes
 * </ul>
 */
final class TokenKey {
    /** Hash of no bytes; go on with {@link #hash} and end with {@link #ofHash}. */
    static final long NO_BYTES = 0xcbf29ce484222325L;

    private static final long FNV_PRIME = 0x100000001b3L;
    private static final String BYTES_PREFIX = "bytes:\\x";
    private static final char REPLACEMENT = '\uFFFD';

    private TokenKey() {}

    /** Key of a token of which only the text is known. */
    static long of(CharSequence text) {
        int length = text.length();
        char first = length == 0 ? 0 : text.charAt(0);
        if (first == 't') {
            int id = CharSlice.tokenId(text);
            if (id >= 0) {
                return id;
            }
        } else if (first == 'b' && isBytes(text)) {
            return ofEscapes(text);
        }
        long hash = NO_BYTES;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                hash = hash(hash, c);
            } else {
                boolean pair = i + 1 < length && Character.isSurrogatePair(c, text.charAt(i + 1));
                hash = hashUtf8(hash, pair ? Character.toCodePoint(c, text.charAt(++i)) : c);
            }
        }
        return ofHash(hash);
    }

    /** The hash with one more byte, of which the lowest eight bits count. */
    static long hash(long hash, int octet) {
        return (hash ^ (octet & 0xFF)) * FNV_PRIME;
    }

    /** The key of all bytes that went into {@code hash}. */
    static long ofHash(long hash) {
        return hash | Long.MIN_VALUE;
    }

    private static long hashUtf8(long before, int point) {
        int code =
                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                        ? REPLACEMENT
                        : point;
        if (code < 0x800) {
            return hash(hash(before, 0xC0 | code >> 6), 0x80 | code & 0x3F);
        }
        long hash = before;
        if (code < 0x10000) {
            hash = hash(hash, 0xE0 | code >> 12);
        } else {
            hash = hash(hash(hash, 0xF0 | code >> 18), 0x80 | code >> 12 & 0x3F);
        }
        return hash(hash(hash, 0x80 | code >> 6 & 0x3F), 0x80 | code & 0x3F);
    }

    private static boolean isBytes(CharSequence text) {
        int length = text.length();
        int from = BYTES_PREFIX.length() - 2;
        if (length < BYTES_PREFIX.length() + 2 || (length - from) % 4 != 0) {
            return false;
        }
        for (int i = 0; i < from; i++) {
            if (text.charAt(i) != BYTES_PREFIX.charAt(i)) {
                return false;
            }
        }
        for (int i = from; i < length; i += 4) {
            if (text.charAt(i) != '\\' || text.charAt(i + 1) != 'x' || octet(text, i + 2) < 0) {
                return false;
            }
        }
        return true;
    }

    private static long ofEscapes(CharSequence text) {
        long hash = NO_BYTES;
        for (int i = BYTES_PREFIX.length() - 2; i < text.length(); i += 4) {
            hash = hash(hash, octet(text, i + 2));
        }
        return ofHash(hash);
    }

    /** Value of two hexadecimal digits; negative if they are none. */
    private static int octet(CharSequence text, int at) {
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
