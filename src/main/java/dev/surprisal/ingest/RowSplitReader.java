package dev.surprisal.ingest;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Distribution;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.Extent;
import dev.surprisal.event.Identity;
import dev.surprisal.event.LogitRows;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Segment;
import java.io.IOException;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.SingletonResultIterator;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;

/**
 * Walks the rows of one split and cuts each document into slices. Slices depend only on the two
 * layouts and the split, so a restored reader cuts the same ones and skips those that were read
 * before.
 */
final class RowSplitReader implements BulkFormat.Reader<Completion> {

    /**
     * Below the limit of {@link LogitRows}: what was just read is still in a core's cache when it
     * is scored, a tenth faster than 4 MiB where two tasks share the memory.
     */
    private static final int SLICE_BYTES = 512 << 10;

    private final RowPair pair;
    private final RowLayout layout;
    private final FSDataInputStream in;
    private final RowLayout reference;
    private final FSDataInputStream referenceIn;
    private final int rowsPerSlice;
    private final SliceBuffers buffers;
    private final long rowEnd;

    private int document;
    private int row;
    private long slices;

    RowSplitReader(RowPair pair, FileSourceSplit split, long slicesToSkip) throws IOException {
        this.pair = pair;
        layout = RowFileFormat.readLayout(pair.format(), split.path());
        in = split.path().getFileSystem().open(split.path());
        if (pair.referencePath() == null) {
            reference = null;
            referenceIn = null;
        } else {
            Path path = new Path(pair.referencePath());
            reference = RowFileFormat.readLayout(pair.format(), path);
            referenceIn = path.getFileSystem().open(path);
        }
        int strideMax =
                reference == null
                        ? layout.rowBytes()
                        : Math.max(layout.rowBytes(), reference.rowBytes());
        rowsPerSlice = Math.max(1, SLICE_BYTES / strideMax);
        buffers = new SliceBuffers(Math.min(rowsPerSlice, layout.rowsPerDocument()) * strideMax);
        long first = (split.offset() - layout.rowsOffset()) / layout.rowBytes();
        rowEnd = first + split.length() / layout.rowBytes();
        document = (int) (first / layout.rowsPerDocument());
        row = (int) (first % layout.rowsPerDocument());
        for (long i = 0; i < slicesToSkip; i++) {
            advance(sliceRows());
        }
    }

    @Override
    public BulkFormat.RecordIterator<Completion> readBatch() throws IOException {
        if (rowsLeft() <= 0) {
            return null;
        }
        int rows = sliceRows();
        Completion slice = readSlice(rows);
        advance(rows);
        SingletonResultIterator<Completion> batch =
                new SingletonResultIterator<>(() -> release(slice));
        batch.set(slice, CheckpointedPosition.NO_OFFSET, slices);
        return batch;
    }

    private long rowsLeft() {
        return rowEnd - ((long) document * layout.rowsPerDocument() + row);
    }

    /** Rows of the next slice; 0 for a document that the file promises and does not hold. */
    private int sliceRows() {
        int available = layout.rowsAvailable(document);
        int referenced = referencedRows();
        // A slice never mixes rows with and without a partner in a truncated reference.
        int end = row < referenced ? Math.min(available, referenced) : available;
        return (int) Math.min(rowsLeft(), Math.min(rowsPerSlice, Math.max(0, end - row)));
    }

    private int referencedRows() {
        return reference == null ? 0 : reference.rowsAvailable(document);
    }

    private void advance(int rows) {
        slices++;
        row += rows;
        if (row >= layout.rowsAvailable(document)) {
            document++;
            row = 0;
        }
    }

    /** The slice was scored, or copied for another task: its bytes may be overwritten. */
    private void release(Completion slice) {
        buffers.give(slice.rows().bytes());
        if (slice.referenceRows() != null) {
            buffers.give(slice.referenceRows().bytes());
        }
    }

    private Completion readSlice(int rows) throws IOException {
        boolean paired = row < referencedRows();
        // A row that was to be compared and has no partner leaves its document incomplete.
        boolean whole = paired || reference == null;
        int expected = layout.rowsPerDocument();
        return new Completion(
                new Origin(
                        pair.name(),
                        layout.rowOffset(document, row),
                        (long) rows * layout.rowBytes(),
                        0),
                layout.format(),
                identity(),
                0,
                EventTimeOrigin.NONE,
                Distribution.RAW,
                layout.convention(),
                new Extent(row, expected, layout.rowsAvailable(document), whole),
                layout.targets(in, document, row, rows),
                null,
                null,
                readRows(in, layout, rows),
                paired ? readRows(referenceIn, reference, rows) : null,
                pair.referenceModel(),
                null,
                null);
    }

    private Identity identity() {
        String name = pair.name();
        if (layout.documents() > 1) {
            // Zeros in front, so that the order of names is the order of documents.
            int width = Integer.toString(layout.documents()).length();
            name += "#" + String.format("%0" + width + "d", document + 1);
        }
        return new Identity(pair.model(), null, null, name, Segment.TEXT, 0, 0);
    }

    private LogitRows readRows(FSDataInputStream from, RowLayout at, int rows) throws IOException {
        from.seek(at.rowOffset(document, row));
        byte[] bytes = buffers.take();
        read(from, bytes, rows * at.rowBytes());
        return new LogitRows(at.type(), rows, at.vocabulary(), bytes, 0, at.rowBytes());
    }

    private void read(FSDataInputStream from, byte[] bytes, int length) throws IOException {
        if (from.readNBytes(bytes, 0, length) < length) {
            throw new IOException(
                    pair.path() + " or its reference became shorter while it was read");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
        if (referenceIn != null) {
            referenceIn.close();
        }
    }
}
