package dev.surprisal.event;

/** How one number of a logit row is stored; always little endian. */
public enum ElementType {
    /** IEEE 754 binary32 logits. */
    F32(Float.BYTES),
    /** IEEE 754 binary16 logits. */
    F16(Short.BYTES),
    /** The upper half of an IEEE 754 binary32. */
    BF16(Short.BYTES),
    /**
     * Rows of llama.cpp's KL base file: float32 scale, float32 minimum, then unsigned 16-bit codes.
     * The log-prob is {@code scale * code + minimum}, natural, already normalised up to rounding.
     * Source: llama.cpp tools/perplexity/perplexity.cpp as of e2eb39e81.
     */
    U16_CODES(Short.BYTES);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Bytes that stand before the first element of each row. */
    public int rowHeaderBytes() {
        return this == U16_CODES ? 2 * Float.BYTES : 0;
    }
}
