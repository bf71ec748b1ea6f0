package dev.surprisal.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file's content line by line, as text that is known to be UTF-8. A line keeps its line end;
 * {@link #withoutEnd} takes it off. Only {@code \n} ends a line.
 */
final class ContentLines implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    /** An array has no more. */
    private static final int LINE_BYTES_MAX = Integer.MAX_VALUE - 16;

    private final Path file;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int filled;
    private long offset;
    private long line;

    ContentLines(Path file) throws IOException {
        this.file = file;
        this.in = Compression.open(file);
    }

    /** Number of the line read last, from 1. */
    long line() {
        return line;
    }

    /** The next line, or null at the end. */
    String next() throws IOException {
        ByteArrayOutputStream longer = null;
        while (true) {
            if (at == filled && !fill()) {
                return longer == null ? null : text(longer.toByteArray(), 0, longer.size());
            }
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            boolean ended = end < filled;
            int to = ended ? end + 1 : end;
            if (ended && longer == null) {
                String text = text(buffer, at, to);
                at = to;
                return text;
            }
            longer = longer == null ? new ByteArrayOutputStream(2 * BUFFER_BYTES) : longer;
            requireRoom(longer.size(), to - at);
            longer.write(buffer, at, to - at);
            at = to;
            if (ended) {
                return text(longer.toByteArray(), 0, longer.size());
            }
        }
    }

    /** All that follows, as one text; empty at the end. */
    String rest() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream(2 * BUFFER_BYTES);
        while (at < filled || fill()) {
            requireRoom(rest.size(), filled - at);
            rest.write(buffer, at, filled - at);
            at = filled;
        }
        return text(rest.toByteArray(), 0, rest.size());
    }

    private void requireRoom(int size, int more) throws IOException {
        if (size > LINE_BYTES_MAX - more) {
            throw InvalidDocumentException.atByte(file, offset, "a line or text of over 2 GiB");
        }
    }

    private boolean fill() throws IOException {
        try {
            filled = Math.max(0, in.read(buffer, 0, buffer.length));
        } catch (IOException e) {
            throw InvalidDocumentException.of(file, "cannot be read beyond byte " + offset, e);
        }
        at = 0;
        return filled > 0;
    }

    private String text(byte[] bytes, int from, int to) throws IOException {
        int malformed = Utf8.firstMalformed(bytes, from, to);
        if (malformed >= 0) {
            throw InvalidDocumentException.atByte(
                    file,
                    offset + malformed - from,
                    "0x%02x starts no UTF-8 character".formatted(bytes[malformed] & 0xff));
        }
        offset += to - from;
        line++;
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    static String withoutEnd(String line) {
        if (!line.endsWith("\n")) {
            return line;
        }
        int end = line.endsWith("\r\n") ? line.length() - 2 : line.length() - 1;
        return line.substring(0, end);
    }

    static boolean isBlank(String line) {
        for (int at = 0; at < line.length(); at++) {
            if (!TextCounts.isSpace(line.charAt(at))) {
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
