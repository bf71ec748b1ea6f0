package dev.surprisal.payload;

import dev.surprisal.event.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One tensor of a dump, as its header describes it; row-major and little endian unless refused.
 *
 * @param name of the tensor
 * @param dtype in safetensors' words: F32, F16, BF16, I32, I64, or any other
 * @param shape dimensions, none negative
 * @param offset of its first byte in the file
 * @param refusal why it cannot be used in place; null if it can
 */
record TensorEntry(String name, String dtype, long[] shape, long offset, String refusal) {
    private static final int CHUNK_BYTES = 1 << 16;

    /** Bytes that the shape needs at this size of an element; -1 if no file has so many. */
    static long bytes(long[] shape, int elementBytes) {
        long product = elementBytes;
        for (long dimension : shape) {
            if (dimension != 0 && product > Long.MAX_VALUE / dimension) {
                return -1;
            }
            product *= dimension;
        }
        return product;
    }

    /** Bytes of an element; 0 if the type is not one that is read. */
    static int elementBytes(String dtype) {
        return switch (dtype) {
            case "I64" -> Long.BYTES;
            case "F32", "I32" -> Integer.BYTES;
            case "F16", "BF16" -> Short.BYTES;
            default -> 0;
        };
    }

    ElementType elementType() throws MalformedPayloadException {
        checkUsable();
        return switch (dtype) {
            case "F32" -> ElementType.F32;
            case "F16" -> ElementType.F16;
            case "BF16" -> ElementType.BF16;
            default ->
                    throw malformed("is " + JsonWords.shown(dtype) + ", expected F32, F16, BF16");
        };
    }

    /** Dimensions without ones in front, which are batches of one, down to {@code rank}. */
    long[] shape(int rank) {
        int from = 0;
        while (from < shape.length - rank && shape[from] == 1) {
            from++;
        }
        return Arrays.copyOfRange(shape, from, shape.length);
    }

    /** Reads a tensor of [tokens] ids, each in [0, vocabulary). */
    int[] readIds(FileBytes file, long vocabulary) throws IOException, MalformedPayloadException {
        checkUsable();
        boolean wide = dtype.equals("I64");
        if (!wide && !dtype.equals("I32")) {
            throw malformed("is " + JsonWords.shown(dtype) + ", expected I32 or I64");
        }
        long count = shape(1)[0];
        if (count > Budget.ENTRIES_MAX) {
            throw malformed("has " + count + " tokens, at most " + Budget.ENTRIES_MAX);
        }
        int[] ids = new int[(int) count];
        int elementBytes = wide ? Long.BYTES : Integer.BYTES;
        int perChunk = CHUNK_BYTES / elementBytes;
        for (int from = 0; from < ids.length; from += perChunk) {
            int length = Math.min(perChunk, ids.length - from);
            ByteBuffer chunk =
                    file.read(offset + (long) from * elementBytes, length * elementBytes);
            for (int i = from; i < from + length; i++) {
                long id = wide ? chunk.getLong() : chunk.getInt();
                if (id < 0 || id >= vocabulary) {
                    throw malformed("[%d] is %d, no token below %d".formatted(i, id, vocabulary));
                }
                ids[i] = (int) id;
            }
        }
        return ids;
    }

    private void checkUsable() throws MalformedPayloadException {
        if (refusal != null) {
            throw malformed(refusal);
        }
    }

    private MalformedPayloadException malformed(String reason) {
        return new MalformedPayloadException(
                offset, null, "tensor " + JsonWords.shown(name) + " " + reason);
    }
}
