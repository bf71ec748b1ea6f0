package dev.surprisal.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The answers in a journal's folder, found by key and read back from disk. Thread-safe.
 *
 * <p>In memory is only where they stand, some 50 bytes an answer. Lines that are damaged are
 * counted, told of and passed over; so is an unfinished line at a file's end, as a killed writer
 * leaves it. Of several answers to one key the first counts.
 */
public final class StoredAnswers implements AutoCloseable {
    private static final int MESSAGES_MAX = 10;

    private final JournalIndex index = new JournalIndex();
    private final List<Path> files = new ArrayList<>();
    private final Map<Integer, RandomAccessFile> open = new HashMap<>();
    private final List<String> messages = new ArrayList<>();
    private long repeated;
    private long corruptLines;
    private long cutLines;

    private StoredAnswers() {}

    /** Indexes a folder whatever job it is of; one that is not there holds nothing. */
    public static StoredAnswers open(Path folder) throws IOException {
        return open(folder, null, false);
    }

    /**
     * Indexes a folder.
     *
     * @param fingerprint that every file must have; null for any
     * @param truncate whether unfinished lines are cut off
     */
    static StoredAnswers open(Path folder, String fingerprint, boolean truncate)
            throws IOException {
        StoredAnswers answers = new StoredAnswers();
        for (Path file : JournalFiles.in(folder)) {
            answers.scan(file, fingerprint, truncate);
        }
        return answers;
    }

    private void scan(Path file, String fingerprint, boolean truncate) throws IOException {
        int number = register(file);
        try (JournalLines lines = new JournalLines(file)) {
            while (lines.next()) {
                int body = JournalLine.bodyLength(lines.buffer(), lines.from(), lines.length());
                if (body < 0) {
                    corruptLines++;
                    tell(
                            file
                                    + ": the line at byte "
                                    + lines.offset()
                                    + " is damaged, passed over");
                } else if (JournalLine.isHeader(lines.buffer(), lines.from())) {
                    checkHeader(file, lines, fingerprint);
                } else {
                    long high = JournalLine.keyHigh(lines.buffer(), lines.from());
                    long low = JournalLine.keyLow(lines.buffer(), lines.from());
                    add(high, low, number, lines.offset() + lines.length() - 1 - body, body);
                }
            }
            if (lines.cutBytes() > 0) {
                cutLines++;
                if (truncate) {
                    long end = lines.offset();
                    JournalFiles.truncate(file, end, end + lines.cutBytes());
                }
            }
        }
    }

    private static void checkHeader(Path file, JournalLines lines, String fingerprint)
            throws IOException {
        String found = JournalLine.fingerprint(lines.buffer(), lines.from(), lines.length());
        if (fingerprint != null && !fingerprint.equals(found)) {
            throw new JournalMismatchException(file, found, fingerprint);
        }
    }

    private void tell(String message) {
        if (messages.size() < MESSAGES_MAX) {
            messages.add(message);
        }
    }

    /** Takes up a file that is about to be written; its number. */
    synchronized int register(Path file) {
        files.add(file);
        return files.size();
    }

    /** Takes up an answer that was just written; false if the key is known. */
    synchronized boolean add(long high, long low, int file, long offset, int length) {
        boolean fresh = index.add(high, low, file, offset, length);
        repeated += fresh ? 0 : 1;
        return fresh;
    }

    /** Whether there is an answer. */
    public synchronized boolean contains(RequestKey key) {
        return index.find(key.high(), key.low()) >= 0;
    }

    synchronized void countRepeated() {
        repeated++;
    }

    /**
     * The answer's body as it was stored; null if there is none.
     *
     * @throws IOException if the file cannot be read, or is shorter than it was
     */
    public synchronized byte[] lookup(RequestKey key) throws IOException {
        int slot = index.find(key.high(), key.low());
        if (slot < 0) {
            return null;
        }
        // Not a channel: an interrupt, as a task gets that is stopped, would close it for all.
        RandomAccessFile file = open.get(index.file(slot));
        if (file == null) {
            file = new RandomAccessFile(files.get(index.file(slot) - 1).toFile(), "r");
            open.put(index.file(slot), file);
        }
        byte[] body = new byte[index.length(slot)];
        file.seek(index.offset(slot));
        file.readFully(body);
        return body;
    }

    /** Keys that have an answer. */
    public synchronized int size() {
        return index.size();
    }

    /** Answers to a key that had one. */
    public synchronized long repeated() {
        return repeated;
    }

    /** Damaged lines that were passed over. */
    public long corruptLines() {
        return corruptLines;
    }

    /** Unfinished lines at the end of files. */
    public long cutLines() {
        return cutLines;
    }

    /** Where damaged lines are, the first few of them. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** Memory of the index. */
    synchronized long indexBytes() {
        return index.bytes();
    }

    @Override
    public synchronized void close() throws IOException {
        for (RandomAccessFile file : open.values()) {
            file.close();
        }
        open.clear();
    }
}
