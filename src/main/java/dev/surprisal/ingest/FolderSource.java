package dev.surprisal.ingest;

import dev.surprisal.event.Payload;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Files of server responses for jobs without an end: recorded ones to their end, or folders that
 * are followed. Each file is a partition, read in its order. All files that are there at the start
 * are given to readers at once and read side by side, a piece of each in turn, so that their clocks
 * advance together. docs/FOLDERS.md says what is read when, and what happens to files that shrink,
 * are replaced or go away.
 *
 * <p>State: for each open file its {@link FolderSplit}; the names of the files that are there. For
 * files of lines a crash costs nothing; compressed ones are read again up to where they were.
 */
final class FolderSource
        implements Source<Payload, FolderSplit, FolderState>, ResultTypeQueryable<Payload> {

    private static final long serialVersionUID = 1L;

    private final FolderSpec spec;

    private FolderSource(FolderSpec spec) {
        this.spec = spec;
    }

    /** A source with notices of the files, whose names are the partitions. */
    static AnnouncingSource<FolderSplit, FolderState> of(FolderSpec spec) {
        return new AnnouncingSource<>(new FolderSource(spec), FolderSplit::name);
    }

    @Override
    public Boundedness getBoundedness() {
        return spec.follow() ? Boundedness.CONTINUOUS_UNBOUNDED : Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<Payload, FolderSplit> createReader(SourceReaderContext context) {
        return new FolderReader(spec, context);
    }

    @Override
    public SplitEnumerator<FolderSplit, FolderState> createEnumerator(
            SplitEnumeratorContext<FolderSplit> context) {
        return new FolderEnumerator(spec, context, FolderState.empty());
    }

    @Override
    public SplitEnumerator<FolderSplit, FolderState> restoreEnumerator(
            SplitEnumeratorContext<FolderSplit> context, FolderState state) {
        return new FolderEnumerator(spec, context, state);
    }

    @Override
    public SimpleVersionedSerializer<FolderSplit> getSplitSerializer() {
        return FolderSplit.SERIALIZER;
    }

    @Override
    public SimpleVersionedSerializer<FolderState> getEnumeratorCheckpointSerializer() {
        return FolderState.SERIALIZER;
    }

    @Override
    public TypeInformation<Payload> getProducedType() {
        return TypeInformation.of(Payload.class);
    }
}
