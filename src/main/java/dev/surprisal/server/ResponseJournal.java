package dev.surprisal.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A folder of answers, so that no server is asked twice: files of JSON lines, one a writer, each
 * line a native record (docs/PAYLOADS.md) that scores like any other payload. Thread-safe.
 *
 * <p>A line is one write, so a process that is killed loses what was not yet written and leaves at
 * most one unfinished line, which is ignored and cut off when the folder is next opened for
 * writing. Every opening writes a file of its own, begun with the first answer. A file's first line
 * says which job it is of.
 */
public final class ResponseJournal implements AutoCloseable {
    private final Path folder;
    private final String fingerprint;
    private final JournalSync sync;
    private final StoredAnswers stored;
    private final AtomicBoolean forcing = new AtomicBoolean();

    private FileChannel channel;
    private int file;
    private long end;
    private long forcedEnd;
    private long forcedNanos = System.nanoTime();
    private boolean closed;

    private ResponseJournal(
            Path folder, String fingerprint, JournalSync sync, StoredAnswers stored) {
        this.folder = folder;
        this.fingerprint = fingerprint;
        this.sync = sync;
        this.stored = stored;
    }

    /**
     * Opens or begins a journal.
     *
     * @param fingerprint of what must be the same in all of the folder, such as data and model; a
     *     convention need not, since an answer serves any prompt whose key it has
     * @throws JournalMismatchException if the folder is of another job
     */
    public static ResponseJournal open(Path folder, String fingerprint, JournalSync sync)
            throws IOException {
        Files.createDirectories(folder);
        StoredAnswers stored = StoredAnswers.open(folder, fingerprint, true);
        return new ResponseJournal(folder, fingerprint, sync, stored);
    }

    /** The answers that were there, and those written since. */
    public StoredAnswers stored() {
        return stored;
    }

    /** The body stored for a key; null if there is none. */
    public byte[] lookup(RequestKey key) throws IOException {
        return stored.lookup(key);
    }

    /**
     * Writes an answer; when this returns, it survives the process.
     *
     * @return false if the key has an answer already: the first stays, nothing is written
     * @throws IOException if it cannot be written; the journal then ends before it
     */
    public boolean append(JournalEntry entry) throws IOException {
        byte[] line = JournalLine.of(entry);
        int body = entry.body().length;
        synchronized (this) {
            if (stored.contains(entry.key())) {
                stored.countRepeated();
                return false;
            }
            begin();
            long offset = end + line.length - 2 - body;
            write(line);
            stored.add(entry.key().high(), entry.key().low(), file, offset, body);
        }
        forceIfDue();
        return true;
    }

    private void begin() throws IOException {
        if (closed) {
            throw new IOException("the journal in " + folder + " is closed");
        }
        if (channel != null) {
            return;
        }
        Path path = JournalFiles.create(folder);
        channel = FileChannel.open(path, StandardOpenOption.WRITE);
        JournalFiles.lock(channel);
        file = stored.register(path);
        write(JournalLine.header(fingerprint));
    }

    private void write(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, end + bytes.position());
            }
        } catch (IOException e) {
            // What follows must not stand behind half a line.
            try {
                channel.truncate(end);
            } catch (IOException stuck) {
                closed = true;
                e.addSuppressed(stuck);
            }
            throw e;
        }
        end += line.length;
    }

    /** By one of the writers, while the others go on. */
    private void forceIfDue() throws IOException {
        boolean due;
        synchronized (this) {
            due = sync.due(end - forcedEnd, System.nanoTime() - forcedNanos);
        }
        if (due && forcing.compareAndSet(false, true)) {
            try {
                force();
            } finally {
                forcing.set(false);
            }
        }
    }

    /** Forces what was written to the disk. */
    public void force() throws IOException {
        FileChannel written;
        long writtenEnd;
        synchronized (this) {
            written = channel;
            writtenEnd = end;
            forcedNanos = System.nanoTime();
        }
        if (written == null) {
            return;
        }
        written.force(false);
        synchronized (this) {
            forcedEnd = Math.max(forcedEnd, writtenEnd);
        }
    }

    /** Forces and closes; answers that were written can no longer be looked up. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed && channel == null) {
                return;
            }
            closed = true;
        }
        try (StoredAnswers last = stored;
                FileChannel written = channel) {
            force();
        } finally {
            channel = null;
        }
    }
}
