package dev.surprisal.ingest;

import dev.surprisal.event.Notice;
import dev.surprisal.event.Payload;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * A reader that says which partitions it reads: see {@link AnnouncingSource}.
 *
 * <p>Everything here runs in the task's thread. Nothing is checkpointed: a split whose BEGAN was
 * not yet emitted is in the wrapped reader's state, and is announced when it comes back.
 */
final class AnnouncingReader<SplitT extends SourceSplit> implements SourceReader<Payload, SplitT> {

    private final SourceReader<Payload, SplitT> reader;
    private final Function<SplitT, String> partition;
    private final Map<String, String> partitions = new HashMap<>();
    private final Queue<Payload> notices = new ArrayDeque<>();
    private CompletableFuture<Void> told = new CompletableFuture<>();

    AnnouncingReader(SourceReader<Payload, SplitT> reader, Function<SplitT, String> partition) {
        this.reader = reader;
        this.partition = partition;
    }

    @Override
    public void start() {
        reader.start();
    }

    @Override
    public void addSplits(List<SplitT> splits) {
        for (SplitT split : splits) {
            String name = partition.apply(split);
            partitions.put(split.splitId(), name);
            tell(Notice.BEGAN, name);
        }
        reader.addSplits(splits);
    }

    @Override
    public void notifyNoMoreSplits() {
        tell(Notice.NO_MORE, "");
        reader.notifyNoMoreSplits();
    }

    /** The task may be waiting for the wrapped reader, which may have nothing for hours. */
    private void tell(Notice notice, String name) {
        notices.add(Payload.notice(notice, name));
        told.complete(null);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Payload> output) throws Exception {
        if (!notices.isEmpty()) {
            notices.forEach(output::collect);
            notices.clear();
            told = new CompletableFuture<>();
        }
        return reader.pollNext(new EndingOutput(output, split -> ended(split, output)));
    }

    private void ended(String splitId, ReaderOutput<Payload> output) {
        String name = partitions.remove(splitId);
        if (name != null && !partitions.containsValue(name)) {
            output.collect(Payload.notice(Notice.ENDED, name));
        }
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        CompletableFuture<Void> available = reader.isAvailable();
        if (available.isDone() || told.isDone()) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.anyOf(available, told).thenApply(any -> null);
    }

    @Override
    public List<SplitT> snapshotState(long checkpointId) {
        return reader.snapshotState(checkpointId);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        reader.notifyCheckpointComplete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        reader.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        reader.handleSourceEvents(event);
    }

    @Override
    public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
        reader.pauseOrResumeSplits(pause, resume);
    }

    @Override
    public void close() throws Exception {
        reader.close();
    }
}
