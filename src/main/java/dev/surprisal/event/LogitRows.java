package dev.surprisal.event;

/**
 * Full-vocabulary rows as the bytes that arrived, read in place by the kernel.
 *
 * <p>They never cross a task boundary: ingest and score are chained, and what leaves score holds a
 * handful of numbers a position. A slice is at most {@link #BYTES_MAX} long.
 *
 * @param type how an element is stored
 * @param rows number of rows, one a position
 * @param vocabulary elements in a row
 * @param bytes backing array, may be longer than the rows
 * @param offset of the first row in {@code bytes}
 * @param strideBytes distance between the starts of two rows
 */
public record LogitRows(
        ElementType type, int rows, int vocabulary, byte[] bytes, int offset, int strideBytes) {

    /** Upper bound of a slice: keeps a task's memory independent of the file's size. */
    public static final int BYTES_MAX = 4 << 20;

    /** Offset of row {@code row} in {@link #bytes}. */
    public int rowOffset(int row) {
        return offset + row * strideBytes;
    }
}
