package dev.surprisal.ingest;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * Reads the lines that begin in a byte range, or the whole range as one. A line may end beyond the
 * range; a line that began before it belongs to the range before. Blank lines are passed over.
 * Bytes beyond the limit are counted and not held.
 */
final class LineReader implements Closeable {

    private static final int BUFFER_BYTES = 64 << 10;

    private final FSDataInputStream in;
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

    LineReader(FSDataInputStream in, long offset, long length, int bytesMax, boolean whole)
            throws IOException {
        this.in = in;
        this.end = offset + length;
        this.bytesMax = bytesMax;
        this.whole = whole;
        if (offset == 0) {
            return;
        }
        // One byte back: if it is a newline, the line at the offset is ours.
        in.seek(offset - 1);
        position = offset - 1;
        readLine();
    }

    /** Moves to the next line that is not blank; false at the end. */
    boolean next() throws IOException {
        while (position < end) {
            lineOffset = position;
            readLine();
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

    /** The line; empty when it is over the limit. */
    byte[] bytes() {
        return lineBytes;
    }

    private void readLine() throws IOException {
        line.reset();
        lineLength = 0;
        while (bufferPosition < bufferLength || fill()) {
            int start = bufferPosition;
            int stop = whole ? bufferLength : indexOfNewline();
            keep(start, stop - start);
            position += stop - start;
            bufferPosition = stop;
            if (stop < bufferLength) {
                bufferPosition++;
                position++;
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
        bufferLength = Math.max(0, in.read(buffer, 0, buffer.length));
        return bufferLength > 0;
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
