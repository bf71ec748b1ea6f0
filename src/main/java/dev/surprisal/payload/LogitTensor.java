package dev.surprisal.payload;

import dev.surprisal.event.ElementType;
import dev.surprisal.event.LogitRows;
import java.util.Arrays;

/**
 * Logits of a text whose ids stand beside them: row t - 1 scores token t, so that token 0 is never
 * scored and the last row, if the server sent it, predicts what nobody knows.
 *
 * @param type of an element, little endian
 * @param vocabulary elements in a row
 * @param bytes rows without gaps, from {@code offset} on
 * @param offset of row 0
 * @param tokenIds [tokens] of the whole text
 */
record LogitTensor(ElementType type, int vocabulary, byte[] bytes, int offset, int[] tokenIds) {

    /** Rows that score a token. */
    int scored() {
        return tokenIds.length - 1;
    }

    /** Rows in a slice, so that none is larger than {@link LogitRows#BYTES_MAX}. */
    int sliceRows() {
        return Math.max(1, LogitRows.BYTES_MAX / rowBytes());
    }

    private int rowBytes() {
        return vocabulary * type.bytes();
    }

    LogitRows rows(int from, int to) {
        return new LogitRows(
                type, to - from, vocabulary, bytes, offset + from * rowBytes(), rowBytes());
    }

    /** Tokens that rows [from, to) score. */
    int[] targets(int from, int to) {
        return Arrays.copyOfRange(tokenIds, from + 1, to + 1);
    }
}
