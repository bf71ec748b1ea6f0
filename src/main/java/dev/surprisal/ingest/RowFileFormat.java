package dev.surprisal.ingest;

import dev.surprisal.event.Completion;
import dev.surprisal.payload.KldHeader;
import dev.surprisal.payload.MalformedPayloadException;
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
 * Reads KL base files, alone or side by side with a reference's, as slices of at most 4 MiB of rows
 * in place. A row is never decoded here and never copied after it was read.
 */
public final class KldFileFormat implements BulkFormat<Completion, FileSourceSplit> {

    private static final long serialVersionUID = 1L;

    private final Map<String, KldPair> pairs;

    /**
     * A format for some files.
     *
     * @param pairs by {@link KldPair#path()}
     */
    KldFileFormat(Map<String, KldPair> pairs) {
        this.pairs = Map.copyOf(pairs);
    }

    /**
     * Reads and checks the header of a file.
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

    private KldSplitReader open(FileSourceSplit split, long slicesToSkip) throws IOException {
        KldPair pair = pairs.get(split.path().toString());
        if (pair == null) {
            throw new IllegalStateException("no source is configured for " + split.path());
        }
        return new KldSplitReader(pair, split, slicesToSkip);
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
