package dev.surprisal.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The lines of one journal file, in order, through one buffer that grows to the longest line. */
final class JournalLines implements AutoCloseable {
    /** Above any answer that a client reads, with its request. */
    private static final int LINE_BYTES_MAX = 1 << 30;

    private static final int BUFFER_FIRST = 1 << 20;

    private final InputStream in;
    private byte[] buffer = new byte[BUFFER_FIRST];

    /** The buffer holds the file's bytes [start, start + end). */
    private long start;

    private int end;
    private int lineFrom;
    private int lineLength;
    private int next;
    private boolean ended;

    JournalLines(Path file) throws IOException {
        in = Files.newInputStream(file);
    }

    /**
     * Goes to the next line; false where none is left that ends in a newline. What follows is
     * {@link #cutBytes} long: a line that was being written when the writer was killed.
     */
    boolean next() throws IOException {
        lineFrom = next;
        int scanned = lineFrom;
        while (true) {
            for (int i = scanned; i < end; i++) {
                if (buffer[i] == '\n') {
                    lineLength = i - lineFrom;
                    next = i + 1;
                    return true;
                }
            }
            scanned = end;
            if (ended) {
                return false;
            }
            scanned -= fill();
        }
    }

    /** Reads more behind the current line's bytes; how far those moved to the front. */
    private int fill() throws IOException {
        int moved = lineFrom;
        System.arraycopy(buffer, lineFrom, buffer, 0, end - lineFrom);
        start += moved;
        end -= moved;
        lineFrom = 0;
        next = 0;
        if (end == buffer.length) {
            if (end >= LINE_BYTES_MAX) {
                throw new EOFException("a line of more than " + LINE_BYTES_MAX + " bytes");
            }
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int read = in.read(buffer, end, buffer.length - end);
        ended = read < 0;
        end += Math.max(0, read);
        return moved;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Where the line begins in {@link #buffer}. */
    int from() {
        return lineFrom;
    }

    /** Without its newline. */
    int length() {
        return lineLength;
    }

    /** Where the line begins in the file. */
    long offset() {
        return start + lineFrom;
    }

    /** Bytes of an unfinished line at the end, once {@link #next} was false. */
    int cutBytes() {
        return end - lineFrom;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
