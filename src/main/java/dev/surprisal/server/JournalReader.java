package dev.surprisal.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * The entries of a journal's folder, in the order of its files and lines, whatever job it is of: to
 * score stored answers again without the server. Damaged and unfinished lines are passed over and
 * counted; of several answers to a key only the first is given.
 */
public final class JournalReader implements AutoCloseable {
    private final Iterator<Path> files;
    private final JournalIndex seen = new JournalIndex();
    private JournalLines lines;
    private long passedOver;

    /** Reads the files that are there now; a folder that is not there has none. */
    public JournalReader(Path folder) throws IOException {
        files = JournalFiles.in(folder).iterator();
    }

    /** The next entry; null at the end. */
    public JournalEntry next() throws IOException {
        while (true) {
            if (lines == null) {
                if (!files.hasNext()) {
                    return null;
                }
                lines = new JournalLines(files.next());
            }
            if (!lines.next()) {
                passedOver += lines.cutBytes() > 0 ? 1 : 0;
                close();
                continue;
            }
            JournalEntry entry = current();
            if (entry != null) {
                return entry;
            }
        }
    }

    /** The entry of the current line; null if it is no entry or a repeat. */
    private JournalEntry current() throws IOException {
        byte[] buffer = lines.buffer();
        int from = lines.from();
        int body = JournalLine.bodyLength(buffer, from, lines.length());
        if (body < 0) {
            passedOver++;
            return null;
        }
        if (JournalLine.isHeader(buffer, from)
                || !seen.add(
                        JournalLine.keyHigh(buffer, from),
                        JournalLine.keyLow(buffer, from),
                        1,
                        0,
                        0)) {
            return null;
        }
        return JournalLine.entry(buffer, from, lines.length(), body);
    }

    /** Lines that were damaged or unfinished, so far. */
    public long passedOver() {
        return passedOver;
    }

    @Override
    public void close() throws IOException {
        if (lines != null) {
            lines.close();
            lines = null;
        }
    }
}
