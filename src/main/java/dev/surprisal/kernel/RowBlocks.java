package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;

/**
 * One row as blocks of little-endian floats: the row's own bytes where it holds floats, else, and
 * at an end between two multiples of {@link LogSpaceKernel#LANES}, a decoded copy of 2 KiB.
 *
 * <p>{@link #read} points at a block; it is decoded when first looked at.
 */
final class RowBlocks {
    private final LogSpaceKernel kernel;
    private final byte[] decoded = new byte[LogSpaceKernel.BLOCK * Float.BYTES];

    private ElementType type;
    private byte[] row;
    private int elementsOffset;
    private int vocabulary;
    private float scale;
    private float minimum;

    /** Where the block starts and how many elements of the row it holds. */
    int start;

    int count;

    /** Where the block's floats are; the last are −∞ if it holds fewer than a multiple of lanes. */
    byte[] bytes;

    int offset;
    int length;
    private boolean isDecoded;

    RowBlocks(LogSpaceKernel kernel) {
        this.kernel = kernel;
    }

    /** Starts a row; the caller has checked the bounds. */
    void begin(ElementType type, byte[] row, int rowOffset, int vocabulary) {
        this.type = type;
        this.row = row;
        this.vocabulary = vocabulary;
        elementsOffset = rowOffset + type.rowHeaderBytes();
        scale = isCoded() ? BlockDecoder.f32(row, rowOffset) : 0;
        minimum = isCoded() ? BlockDecoder.f32(row, rowOffset + Float.BYTES) : 0;
    }

    /** Whether the row's values are log-probs already. */
    boolean isCoded() {
        return type == ElementType.U16_CODES;
    }

    /** One element of the row. */
    float element(int index) {
        return BlockDecoder.element(type, row, elementsOffset, index, scale, minimum);
    }

    /** Points at the block that starts at {@code start}; returns where the next one starts. */
    int read(int start) {
        int whole = (vocabulary - start) & -LogSpaceKernel.LANES;
        this.start = start;
        count = whole == 0 ? vocabulary - start : Math.min(LogSpaceKernel.BLOCK, whole);
        length = Math.max(count, LogSpaceKernel.LANES);
        isDecoded = type == ElementType.F32 && count == length;
        bytes = isDecoded ? row : decoded;
        offset = isDecoded ? elementsOffset + start * Float.BYTES : 0;
        return start + count;
    }

    /** As {@link LogSpaceKernel#scan}; leaves the filling of a row's end out of the depths. */
    void scan(float maximum, float threshold, LaneSums out) {
        if (count < length) {
            decode();
        }
        if (isDecoded) {
            kernel.scan(bytes, offset, length, maximum, threshold, out);
        } else {
            kernel.decodeAndScan(
                    type,
                    row,
                    elementsOffset + start * type.bytes(),
                    length,
                    scale,
                    minimum,
                    decoded,
                    maximum,
                    threshold,
                    out);
            isDecoded = true;
        }
        if (count < length) {
            for (int i = 0; i < LogSpaceKernel.LANES; i++) {
                out.block[LaneSums.DEPTH + i] = i < count ? maximum - blockElement(i) : 0f;
            }
        }
    }

    /** Greatest of the block, NaN ignored. */
    float maximum() {
        decode();
        return kernel.maximum(bytes, offset, length);
    }

    /** Whether a block without any element that {@link #maximum} sees holds a NaN. */
    boolean hasNan() {
        decode();
        for (int i = 0; i < count; i++) {
            if (Float.isNaN(blockElement(i))) {
                return true;
            }
        }
        return false;
    }

    /** Index in the row of the first element equal to {@code value} from a block that holds one. */
    int indexOf(float value, int blockStart) {
        read(blockStart);
        decode();
        int index = 0;
        while (blockElement(index) != value) {
            index++;
        }
        return blockStart + index;
    }

    /** How many elements of the row are not −∞. */
    int countOpen() {
        int open = 0;
        for (int i = 0; i < vocabulary; i++) {
            open += element(i) > Float.NEGATIVE_INFINITY ? 1 : 0;
        }
        return open;
    }

    /**
     * Whether the element is the floor of a row of codes that its writer clipped. The clip leaves
     * its trace in the scale: 65,535 codes span 16 or 24 nats, up to the rounding of a float32
     * subtraction, below 1e-3 for logits within ±4,000.
     */
    boolean isFloored(int index) {
        if (!isCoded()) {
            return false;
        }
        float range = scale * BlockDecoder.CODE_MASK;
        boolean clipped = Math.abs(range - 16f) < 1e-3f || Math.abs(range - 24f) < 1e-3f;
        return clipped && BlockDecoder.u16(row, elementsOffset + index * Short.BYTES) == 0;
    }

    private float blockElement(int index) {
        return BlockDecoder.f32(bytes, offset + index * Float.BYTES);
    }

    /** A few blocks of a row only, so in plain Java. */
    private void decode() {
        if (isDecoded) {
            return;
        }
        int from = elementsOffset + start * type.bytes();
        BlockDecoder.decode(type, row, from, count, scale, minimum, decoded);
        for (int i = count; i < length; i++) {
            BlockDecoder.putF32(decoded, i * Float.BYTES, Float.NEGATIVE_INFINITY);
        }
        isDecoded = true;
    }
}
