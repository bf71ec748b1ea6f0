package dev.surprisal.ingest;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * Reads the lines that begin in a byte range, or the whole range as one. A line may end beyond the
 * range; a line that began before it belongs to the range before. Blank lines are passed over.
 * Bytes beyond the limit are counted and not held.
 */
final class LineReader implements Closeable {

    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream in;
    private final long end;
    private final int bytesMax;
    private final boolean whole;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private int bufferLength;
    private int bufferPosition;
    private long position;
    private long lineOffset;
    private long lineLength;
    private byte[] lineBytes;
    private boolean terminated;
    private String damage;

    /**
     * Reads from {@code in}, which stands at {@code offset}, or one byte before it where the range
     * does not begin the file: if that byte is a newline, the line at the offset is ours.
     *
     * @param length of the range; {@link Long#MAX_VALUE} where only the end of the content tells
     */
    LineReader(InputStream in, long offset, long length, int bytesMax, boolean whole)
            throws IOException {
        this.in = in;
        this.end = length == Long.MAX_VALUE ? length : offset + length;
        this.bytesMax = bytesMax;
        this.whole = whole;
        if (offset > 0) {
            position = offset - 1;
            readLine();
        }
    }

    /** Moves to the next line that is not blank; false at the end. */
    boolean next() throws IOException {
        while (position < end && damage == null) {
            lineOffset = position;
            readLine();
            if (position == lineOffset) {
                return false;
            }
            if (lineLength > bytesMax) {
                lineBytes = new byte[0];
                return true;
            }
            lineBytes = line.toByteArray();
            if (!isBlank(lineBytes)) {
                return true;
            }
        }
        return false;
    }

    /** File offset of the line's first byte. */
    long offset() {
        return lineOffset;
    }

    /** Bytes of the line without its newline. */
    long length() {
        return lineLength;
    }

    /** Whether a newline ends the line, and not the end of the content. */
    boolean terminated() {
        return terminated;
    }

    /** The line; empty when it is over the limit. */
    byte[] bytes() {
        return lineBytes;
    }

    private void readLine() throws IOException {
        line.reset();
        lineLength = 0;
        terminated = false;
        while (bufferPosition < bufferLength || fill()) {
            int start = bufferPosition;
            int stop = whole ? bufferLength : indexOfNewline();
            keep(start, stop - start);
            position += stop - start;
            bufferPosition = stop;
            if (stop < bufferLength) {
                bufferPosition++;
                position++;
                terminated = true;
                return;
            }
        }
    }

    private void keep(int start, int length) {
        lineLength += length;
        int room = (int) Math.max(0, Math.min(length, bytesMax - (long) line.size()));
        line.write(buffer, start, room);
    }

    private int indexOfNewline() {
        for (int i = bufferPosition; i < bufferLength; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return bufferLength;
    }

    private boolean fill() throws IOException {
        bufferPosition = 0;
        try {
            bufferLength = Math.max(0, in.read(buffer, 0, buffer.length));
        } catch (ZipException | EOFException e) {
            damage = "the compressed file is damaged: " + e.getMessage();
            bufferLength = 0;
        }
        return bufferLength > 0;
    }

    /** Why the content ended too early, or null; what came before it counts. */
    String damage() {
        return damage;
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
