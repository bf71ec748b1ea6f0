package dev.surprisal.ingest;

import dev.surprisal.event.Origin;
import dev.surprisal.event.Payload;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.SingletonResultIterator;
import org.apache.flink.core.fs.Path;

/** Reads the payloads that begin in one split. */
final class PayloadSplitReader implements BulkFormat.Reader<Payload> {

    private static final byte[] NOTHING = {};

    private final String name;
    private final int payloadBytesMax;
    private final Queue<Payload> faults = new ArrayDeque<>();
    private final int offsetDigits;
    private final boolean wholeFile;
    private LineReader lines;
    private long payloads;

    PayloadSplitReader(PayloadFile file, int payloadBytesMax, FileSourceSplit split, long skip)
            throws IOException {
        this.name = file.name();
        this.payloadBytesMax = payloadBytesMax;
        this.offsetDigits = Long.toString(split.fileSize()).length();
        this.wholeFile = split.offset() == 0 && split.length() == split.fileSize();
        if (file.fault() != null) {
            faults.add(fault(file.fault()));
        } else if (split.fileSize() == 0) {
            faults.add(fault("the file is empty"));
        } else {
            lines = open(split.path(), split);
        }
        for (long i = 0; i < skip; i++) {
            next();
        }
    }

    /** Null, and a fault, where the file cannot be opened: the others can be read all the same. */
    private LineReader open(Path path, FileSourceSplit split) {
        try {
            return lines(path, split);
        } catch (IOException e) {
            faults.add(fault("cannot be read: " + e.getMessage()));
            return null;
        }
    }

    private LineReader lines(Path path, FileSourceSplit split) throws IOException {
        boolean whole = PayloadFileFormat.sniff(path) == Framing.WHOLE;
        Compression compression = Compression.of(path);
        boolean compressed = compression != Compression.NONE;
        return new LineReader(
                compression.content(path, Math.max(0, split.offset() - 1)),
                split.offset(),
                compressed ? Long.MAX_VALUE : split.length(),
                payloadBytesMax,
                whole);
    }

    private Payload fault(String fault) {
        return new Payload(new Origin(name, 0, 0, 0), name, NOTHING, fault);
    }

    @Override
    public BulkFormat.RecordIterator<Payload> readBatch() throws IOException {
        Payload payload = next();
        if (payload == null) {
            return null;
        }
        SingletonResultIterator<Payload> batch = new SingletonResultIterator<>();
        batch.set(payload, CheckpointedPosition.NO_OFFSET, payloads);
        return batch;
    }

    private Payload next() throws IOException {
        payloads++;
        if (lines == null) {
            return faults.poll();
        }
        if (!lines.next()) {
            if (lines.damage() != null) {
                faults.add(fault(lines.damage()));
            } else if (wholeFile && payloads == 1) {
                faults.add(fault("the file holds nothing but blanks"));
            }
            lines.close();
            lines = null;
            return faults.poll();
        }
        if (lines.length() > payloadBytesMax) {
            String fault =
                    "payload of " + lines.length() + " bytes; the limit is " + payloadBytesMax;
            return new Payload(origin(0), documentName(), NOTHING, fault);
        }
        return new Payload(
                origin(PayloadHash.of(lines.bytes())), documentName(), lines.bytes(), null);
    }

    private Origin origin(long hash) {
        return new Origin(name, lines.offset(), lines.length(), hash);
    }

    /** The file's name; from its second payload on with the offset, padded so that names sort. */
    private String documentName() {
        return lines.offset() == 0
                ? name
                : name + "@" + String.format("%0" + offsetDigits + "d", lines.offset());
    }

    @Override
    public void close() throws IOException {
        if (lines != null) {
            lines.close();
        }
    }
}
