package dev.surprisal.payload;

import java.io.InputStream;
import java.util.Arrays;

/**
 * The data of an event stream with blanks in place of everything else, so that one parser reads all
 * its values and knows their places. Ends behind the last data.
 */
final class SseData extends InputStream {
    private final byte[] bytes;
    private final SseLines lines;
    private int position;
    private boolean more;

    SseData(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.position = from;
        this.lines = new SseLines(bytes, from, end);
        this.more = lines.nextData();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int at = offset;
        int stop = offset + length;
        while (more && at < stop) {
            if (position < lines.from) {
                int blanks = Math.min(lines.from - position, stop - at);
                // A line break separates values as a blank does.
                Arrays.fill(into, at, at + blanks, (byte) '\n');
                at += blanks;
                position += blanks;
            }
            int count = Math.min(lines.to - position, stop - at);
            System.arraycopy(bytes, position, into, at, count);
            at += count;
            position += count;
            more = position < lines.to || lines.nextData();
        }
        return at == offset && length > 0 ? -1 : at - offset;
    }
}
