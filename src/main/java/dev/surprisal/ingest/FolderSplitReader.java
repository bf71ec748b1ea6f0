package dev.surprisal.ingest;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/**
 * Reads files side by side, a piece of each, or one to its end before the next. Where all of them
 * have ended for now it waits for the interval before it looks at them again.
 */
final class FolderSplitReader implements SplitReader<FolderRead, FolderSplit> {

    /** Compressed files that are open at once; others wait until one of them ends. */
    private static final int STREAMS_MAX = 64;

    private final FolderSpec spec;
    private final Set<Long> gone;
    private final Deque<FolderFile> files = new ArrayDeque<>();
    private final Set<String> finished = new HashSet<>();
    private final Semaphore woken = new Semaphore(0);
    private int open;
    private int quiet;

    /**
     * A reader without files.
     *
     * @param gone numbers of files that the enumerator has forgotten; shared between threads
     */
    FolderSplitReader(FolderSpec spec, Set<Long> gone) {
        this.spec = spec;
        this.gone = gone;
    }

    @Override
    public RecordsWithSplitIds<FolderRead> fetch() throws IOException {
        Map<String, Collection<FolderRead>> reads = new HashMap<>();
        while (reads.isEmpty() && finished.isEmpty() && quiet < files.size()) {
            turn(reads);
        }
        if (reads.isEmpty() && finished.isEmpty()) {
            rest();
            quiet = 0;
        }
        Set<String> ended = Set.copyOf(finished);
        finished.clear();
        return new RecordsBySplits<>(Map.copyOf(reads), ended);
    }

    private void turn(Map<String, Collection<FolderRead>> reads) throws IOException {
        FolderFile file = files.removeFirst();
        if (gone.remove(file.split().number())) {
            open -= file.isOpen() ? 1 : 0;
            end(file);
            return;
        }
        open -= file.isOpen() ? 1 : 0;
        List<FolderRead> read = file.read(open < STREAMS_MAX);
        open += file.isOpen() ? 1 : 0;
        if (!read.isEmpty()) {
            reads.put(file.split().splitId(), read);
        }
        // A file that is gone has been reported; it is looked at again after a rest.
        boolean silent = read.isEmpty() || read.get(0).payload() == null;
        quiet = silent ? quiet + 1 : 0;
        if (file.hasEnded()) {
            end(file);
        } else if (spec.inTurn() && !silent) {
            files.addFirst(file);
        } else {
            files.addLast(file);
        }
    }

    private void end(FolderFile file) throws IOException {
        file.close();
        finished.add(file.split().splitId());
    }

    private void rest() throws IOException {
        try {
            if (woken.tryAcquire(spec.interval().toMillis(), TimeUnit.MILLISECONDS)) {
                woken.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for files to grow", e);
        }
    }

    /** Of two files at one path, the one found later has taken the place of the other. */
    @Override
    public void handleSplitsChanges(SplitsChange<FolderSplit> changes) {
        if (!(changes instanceof SplitsAddition)) {
            throw new IllegalStateException("files are only ever added, not " + changes);
        }
        Map<String, Long> numbers = new HashMap<>();
        files.forEach(file -> numbers.put(file.split().path(), file.split().number()));
        for (FolderSplit split : changes.splits()) {
            Long other = numbers.get(split.path());
            if (other != null) {
                gone.add(Math.min(other, split.number()));
            }
            numbers.merge(split.path(), split.number(), Math::max);
            files.addLast(new FolderFile(spec, split));
        }
        quiet = 0;
    }

    @Override
    public void wakeUp() {
        woken.release();
    }

    @Override
    public void close() throws IOException {
        for (FolderFile file : files) {
            file.close();
        }
    }
}
