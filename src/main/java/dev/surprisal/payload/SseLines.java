package dev.surprisal.payload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The lines of an event stream, one after the other; of interest is the data in them. */
final class SseLines {
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int end;
    private int position;

    /** The data of the current line: {@code bytes[from, to)}; equal if it has none. */
    int from;

    int to;

    /** Whether the current line is blank: an event ends there. */
    boolean blank;

    SseLines(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.position = from;
        this.from = from;
        this.to = from;
        this.end = end;
    }

    /** Moves to the next line; false at the end. */
    boolean next() {
        if (position >= end) {
            return false;
        }
        int lineTo = position;
        while (lineTo < end && bytes[lineTo] != '\n' && bytes[lineTo] != '\r') {
            lineTo++;
        }
        blank = lineTo == position;
        from = startsWith(bytes, position, lineTo, DATA) ? position + DATA.length : lineTo;
        to = lineTo;
        trim();
        boolean pair = lineTo + 1 < end && bytes[lineTo] == '\r' && bytes[lineTo + 1] == '\n';
        position = lineTo + (pair ? 2 : 1);
        return true;
    }

    private void trim() {
        while (from < to && (bytes[from] == ' ' || bytes[from] == '\t')) {
            from++;
        }
        while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) {
            to--;
        }
        if (to - from == DONE.length && Arrays.equals(bytes, from, to, DONE, 0, DONE.length)) {
            from = to;
        }
    }

    /** Moves to the next line that has data; false if there is none. */
    boolean nextData() {
        while (next()) {
            if (from < to) {
                return true;
            }
        }
        return false;
    }

    /** The last word of the last data, where a stream may have been cut. */
    static CutWord last(byte[] bytes, int from, int end) {
        SseLines lines = new SseLines(bytes, from, end);
        int lastFrom = from;
        int lastTo = from;
        while (lines.nextData()) {
            lastFrom = lines.from;
            lastTo = lines.to;
        }
        return new CutWord(bytes, lastFrom, lastTo);
    }

    static boolean startsWith(byte[] bytes, int from, int end, byte[] prefix) {
        return end - from >= prefix.length
                && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
    }
}
