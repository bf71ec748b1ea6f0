package dev.surprisal.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds files and gives them to readers: the n-th that was found to reader n modulo their number,
 * in the order of their names, as soon as that reader is there. Nothing waits to be asked for.
 *
 * <p>While a checkpoint is under way nothing is sent to readers. Flink 2.3 holds such events back
 * until the reader has seen the barrier; if the reader fails first they are neither sent nor given
 * up, and the next checkpoint waits for them until it times out.
 */
final class FolderEnumerator implements SplitEnumerator<FolderSplit, FolderState> {

    private static final Logger LOG = LoggerFactory.getLogger(FolderEnumerator.class);

    private static final long NO_CHECKPOINT = -1;

    private final FolderSpec spec;
    private final SplitEnumeratorContext<FolderSplit> context;
    private final FolderListing listing;
    private final Map<String, Long> known;
    private final List<FolderSplit> waiting;
    private final Map<FileGone, Integer> forgotten = new LinkedHashMap<>();
    private final Set<Integer> added = new HashSet<>();
    private long checkpoint = NO_CHECKPOINT;
    private boolean listed;
    private long next;

    FolderEnumerator(
            FolderSpec spec, SplitEnumeratorContext<FolderSplit> context, FolderState state) {
        this.spec = spec;
        this.context = context;
        listing = new FolderListing(spec);
        known = new TreeMap<>(state.known());
        waiting = new ArrayList<>(state.waiting());
        listed = state.listed();
        next = state.next();
    }

    @Override
    public void start() {
        if (spec.follow()) {
            context.callAsync(listing::files, this::found, 0, spec.interval().toMillis());
        } else if (!listed) {
            context.callAsync(listing::files, this::found);
        }
    }

    private void found(List<Path> files, Throwable failure) {
        if (failure != null) {
            if (!listed) {
                throw new IllegalStateException("cannot list " + spec.patterns(), failure);
            }
            // What was found is read on; the next look may succeed.
            LOG.warn("cannot list {}", spec.patterns(), failure);
            return;
        }
        Set<String> paths = new HashSet<>();
        for (Path file : files) {
            String path = file.toString();
            paths.add(path);
            if (!known.containsKey(path)) {
                waiting.add(FolderSplit.start(path, spec.name(file), next));
                known.put(path, next++);
            }
        }
        known.keySet().retainAll(paths);
        listed = true;
        send();
    }

    /** Gives readers all that is theirs, each in one go. */
    private void send() {
        if (checkpoint != NO_CHECKPOINT) {
            return;
        }
        Set<Integer> readers = context.registeredReaders().keySet();
        // A reader that went away in between says it again when it is back.
        forgotten.values().retainAll(readers);
        forgotten.forEach((gone, reader) -> context.sendEventToSourceReader(reader, gone));
        forgotten.clear();
        Map<Integer, List<FolderSplit>> splits = new HashMap<>();
        for (FolderSplit split : waiting) {
            int owner = (int) (split.number() % context.currentParallelism());
            if (readers.contains(owner)) {
                splits.computeIfAbsent(owner, none -> new ArrayList<>()).add(split);
            }
        }
        splits.values().forEach(waiting::removeAll);
        if (!splits.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(splits));
        }
        if (listed && !spec.follow()) {
            added.retainAll(readers);
            added.forEach(context::signalNoMoreSplits);
            added.clear();
        }
    }

    /** No checkpoint begins before all readers are there, and none outlives one of them. */
    @Override
    public void addReader(int subtask) {
        checkpoint = NO_CHECKPOINT;
        added.add(subtask);
        send();
    }

    @Override
    public void addSplitsBack(List<FolderSplit> splits, int subtask) {
        waiting.addAll(splits);
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        FileGone gone = (FileGone) event;
        known.values().removeIf(number -> gone.number() == number);
        forgotten.put(gone, subtask);
        send();
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        throw new IllegalStateException("files are given without being asked for");
    }

    @Override
    public FolderState snapshotState(long checkpointId) {
        checkpoint = checkpointId;
        return new FolderState(listed, next, new TreeMap<>(known), List.copyOf(waiting));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        end(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        end(checkpointId);
    }

    private void end(long checkpointId) {
        if (checkpointId >= checkpoint) {
            checkpoint = NO_CHECKPOINT;
            send();
        }
    }

    @Override
    public void close() throws IOException {}
}
