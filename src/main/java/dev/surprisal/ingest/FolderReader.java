package dev.surprisal.ingest;

import dev.surprisal.event.Payload;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/** Emits what one thread reads from this subtask's files. */
final class FolderReader
        extends SingleThreadMultiplexSourceReaderBase<
                FolderRead, Payload, FolderSplit, FolderReader.Place> {

    private final Set<Long> gone;

    FolderReader(FolderSpec spec, SourceReaderContext context) {
        this(spec, context, ConcurrentHashMap.newKeySet());
    }

    private FolderReader(FolderSpec spec, SourceReaderContext context, Set<Long> gone) {
        super(
                () -> new FolderSplitReader(spec, gone),
                new Emitter(context),
                context.getConfiguration(),
                context);
        this.gone = gone;
    }

    /** How far a file has been emitted. */
    static final class Place {
        private FolderSplit split;

        Place(FolderSplit split) {
            this.split = split;
        }
    }

    private record Emitter(SourceReaderContext context)
            implements RecordEmitter<FolderRead, Payload, Place> {

        @Override
        public void emitRecord(FolderRead read, SourceOutput<Payload> output, Place place) {
            if (read.payload() == null) {
                context.sendSourceEventToCoordinator(new FileGone(read.after().number()));
                return;
            }
            output.collect(read.payload());
            place.split = read.after();
        }
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        gone.add(((FileGone) event).number());
    }

    @Override
    protected Place initializedState(FolderSplit split) {
        return new Place(split);
    }

    @Override
    protected FolderSplit toSplitType(String splitId, Place place) {
        return place.split;
    }

    @Override
    protected void onSplitFinished(Map<String, Place> finished) {}
}
