package dev.surprisal.ingest;

import dev.surprisal.event.Completion;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.payload.KldHeader;
import dev.surprisal.payload.MalformedPayloadException;
import dev.surprisal.payload.TensorFile;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Reads files of rows, alone or side by side with a reference's, as slices of at most 4 MiB of rows
 * in place. A row is never decoded here and never copied after it was read.
 */
public final class RowFileFormat implements BulkFormat<Completion, FileSourceSplit> {

    private static final long serialVersionUID = 1L;

    private final Map<String, RowPair> pairs;

    /**
     * A format for some files.
     *
     * @param pairs by {@link RowPair#path()}
     */
    RowFileFormat(Map<String, RowPair> pairs) {
        this.pairs = Map.copyOf(pairs);
    }

    /**
     * Reads and checks the header of a KL base file.
     *
     * @throws IOException naming the file, when it cannot be read or is not a KL base file
     */
    public static KldHeader readHeader(Path path) throws IOException {
        FileSystem files = path.getFileSystem();
        try (FSDataInputStream in = files.open(path)) {
            return KldHeader.read(in, files.getFileStatus(path).getLen());
        } catch (MalformedPayloadException e) {
            throw new IOException(path + ": " + e.reason(), e);
        }
    }

    static RowLayout readLayout(SourceFormat format, Path path) throws IOException {
        if (format == SourceFormat.KLD_FILE) {
            return new KldLayout(readHeader(path));
        }
        try {
            return new TensorLayout(TensorFile.read(java.nio.file.Path.of(path.getPath())));
        } catch (MalformedPayloadException e) {
            throw new IOException(path + ": " + e.reason(), e);
        }
    }

    @Override
    public Reader<Completion> createReader(Configuration config, FileSourceSplit split)
            throws IOException {
        return open(split, 0);
    }

    @Override
    public Reader<Completion> restoreReader(Configuration config, FileSourceSplit split)
            throws IOException {
        return open(
                split,
                split.getReaderPosition()
                        .map(position -> position.getRecordsAfterOffset())
                        .orElse(0L));
    }

    private RowSplitReader open(FileSourceSplit split, long slicesToSkip) throws IOException {
        RowPair pair = pairs.get(split.path().toString());
        if (pair == null) {
            throw new IllegalStateException("no source is configured for " + split.path());
        }
        return new RowSplitReader(pair, split, slicesToSkip);
    }

    @Override
    public boolean isSplittable() {
        return true;
    }

    @Override
    public TypeInformation<Completion> getProducedType() {
        return TypeInformation.of(Completion.class);
    }
}
