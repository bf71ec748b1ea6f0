package dev.surprisal.ingest;

import dev.surprisal.event.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.core.fs.Path;

/**
 * Cuts files of server responses into payloads: see {@link Framing}. A payload over the limit is
 * skipped without being held, and becomes a fault.
 */
public final class PayloadFileFormat implements BulkFormat<Payload, FileSourceSplit> {

    private static final long serialVersionUID = 1L;

    private static final int SNIFF_BYTES = 64 << 10;

    private final Map<String, PayloadFile> files;
    private final int payloadBytesMax;

    /**
     * A format for some files.
     *
     * @param files by path
     * @param payloadBytesMax largest payload that is decoded
     */
    PayloadFileFormat(Map<String, PayloadFile> files, int payloadBytesMax) {
        this.files = Map.copyOf(files);
        this.payloadBytesMax = payloadBytesMax;
    }

    static Framing sniff(Path path) throws IOException {
        byte[] head = new byte[SNIFF_BYTES];
        try (InputStream in = Compression.of(path).content(path, 0)) {
            return Framing.of(head, Compression.readAvailable(in, head));
        }
    }

    @Override
    public Reader<Payload> createReader(Configuration config, FileSourceSplit split)
            throws IOException {
        return new PayloadSplitReader(file(split), payloadBytesMax, split, 0);
    }

    @Override
    public Reader<Payload> restoreReader(Configuration config, FileSourceSplit split)
            throws IOException {
        long skip =
                split.getReaderPosition()
                        .map(position -> position.getRecordsAfterOffset())
                        .orElse(0L);
        return new PayloadSplitReader(file(split), payloadBytesMax, split, skip);
    }

    private PayloadFile file(FileSourceSplit split) {
        PayloadFile file = files.get(split.path().toString());
        if (file == null) {
            throw new IllegalStateException("no source is configured for " + split.path());
        }
        return file;
    }

    @Override
    public boolean isSplittable() {
        return true;
    }

    @Override
    public TypeInformation<Payload> getProducedType() {
        return TypeInformation.of(Payload.class);
    }
}
