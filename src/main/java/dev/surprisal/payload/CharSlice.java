package dev.surprisal.payload;

/**
 * Characters inside the JSON parser's buffer: token texts are looked at once and never kept, so
 * they never become strings.
 */
final class CharSlice implements CharSequence {
    private static final String ID_PREFIX = "token_id:";
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    char[] chars;
    int offset;
    int length;

    /** The id in {@code token_id:123}, vLLM's return_tokens_as_token_ids; else -1. */
    int tokenId() {
        return tokenId(this);
    }

    /** The same of any text. */
    static int tokenId(CharSequence text) {
        int prefix = ID_PREFIX.length();
        if (text.length() <= prefix) {
            return -1;
        }
        for (int i = 0; i < prefix; i++) {
            if (text.charAt(i) != ID_PREFIX.charAt(i)) {
                return -1;
            }
        }
        return digits(text, prefix);
    }

    /** FNV-1a, only to tell whether two texts are the same. */
    long hash() {
        long hash = FNV_OFFSET;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ chars[offset + i]) * FNV_PRIME;
        }
        return hash;
    }

    /** Value of the ASCII digits from {@code from} to the end, if they fit an int; else -1. */
    static int digits(CharSequence text, int from) {
        long value = 0;
        for (int i = from; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            value = value * 10 + digit;
            if (digit < 0 || digit > 9 || value > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return from == text.length() ? -1 : (int) value;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return chars[offset + index];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new String(chars, offset + start, end - start);
    }

    @Override
    public String toString() {
        return new String(chars, offset, length);
    }
}
