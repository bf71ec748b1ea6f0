package dev.surprisal.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
 */
final class FolderEnumerator implements SplitEnumerator<FolderSplit, FolderState> {

    private static final Logger LOG = LoggerFactory.getLogger(FolderEnumerator.class);

    private final FolderSpec spec;
    private final SplitEnumeratorContext<FolderSplit> context;
    private final FolderListing listing;
    private final Map<String, Long> known;
    private final List<FolderSplit> waiting;
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
        assign(context.registeredReaders().keySet());
    }

    /** Gives {@code readers} all that is theirs, each in one go. */
    private void assign(Set<Integer> readers) {
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
            readers.forEach(context::signalNoMoreSplits);
        }
    }

    @Override
    public void addReader(int subtask) {
        assign(Set.of(subtask));
    }

    @Override
    public void addSplitsBack(List<FolderSplit> splits, int subtask) {
        waiting.addAll(splits);
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        FileGone gone = (FileGone) event;
        known.values().removeIf(number -> gone.number() == number);
        context.sendEventToSourceReader(subtask, gone);
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        throw new IllegalStateException("files are given without being asked for");
    }

    @Override
    public FolderState snapshotState(long checkpointId) {
        return new FolderState(listed, next, new TreeMap<>(known), List.copyOf(waiting));
    }

    @Override
    public void close() throws IOException {}
}
