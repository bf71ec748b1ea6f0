package dev.surprisal.ingest;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Distribution;
import dev.surprisal.event.ElementType;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.Extent;
import dev.surprisal.event.Identity;
import dev.surprisal.event.LogitRows;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Segment;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.payload.KldHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.SingletonResultIterator;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;

/**
 * Walks the chunks of one split and cuts each into slices. Slices depend only on the two headers,
 * so a restored reader cuts the same ones and skips those that were read before.
 */
final class KldSplitReader implements BulkFormat.Reader<Completion> {

    private final KldPair pair;
    private final KldHeader header;
    private final FSDataInputStream in;
    private final KldHeader referenceHeader;
    private final FSDataInputStream referenceIn;
    private final int rowsPerSlice;
    private final int chunkEnd;

    private final SliceBuffers buffers;

    private int chunk;
    private int row;
    private long slices;

    KldSplitReader(KldPair pair, FileSourceSplit split, long slicesToSkip) throws IOException {
        this.pair = pair;
        header = KldFileFormat.readHeader(split.path());
        in = split.path().getFileSystem().open(split.path());
        if (pair.referencePath() == null) {
            referenceHeader = null;
            referenceIn = null;
        } else {
            Path reference = new Path(pair.referencePath());
            referenceHeader = KldFileFormat.readHeader(reference);
            referenceIn = reference.getFileSystem().open(reference);
        }
        rowsPerSlice = Math.max(1, LogitRows.BYTES_MAX / header.rowBytes());
        buffers =
                new SliceBuffers(Math.min(rowsPerSlice, header.rowsPerChunk()) * header.rowBytes());
        long chunkBytes = (long) header.rowsPerChunk() * header.rowBytes();
        chunk = (int) ((split.offset() - header.rowsOffset()) / chunkBytes);
        chunkEnd = (int) (chunk + split.length() / chunkBytes);
        for (long i = 0; i < slicesToSkip; i++) {
            advance(sliceRows());
        }
    }

    @Override
    public BulkFormat.RecordIterator<Completion> readBatch() throws IOException {
        if (chunk >= chunkEnd) {
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

    /** Rows of the next slice; 0 for a chunk that the file promises and does not hold. */
    private int sliceRows() {
        int available = header.rowsAvailable(chunk);
        int referenced = referencedRows();
        // A slice never mixes rows with and without a partner in a truncated reference.
        int end = row < referenced ? Math.min(available, referenced) : available;
        return Math.min(rowsPerSlice, end - row);
    }

    private int referencedRows() {
        return referenceHeader == null ? 0 : referenceHeader.rowsAvailable(chunk);
    }

    private void advance(int rows) {
        slices++;
        row += rows;
        if (row >= header.rowsAvailable(chunk)) {
            chunk++;
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
        boolean whole = paired || pair.referencePath() == null;
        return new Completion(
                new Origin(
                        pair.name(),
                        header.rowOffset(chunk, row),
                        (long) rows * header.rowBytes(),
                        0),
                SourceFormat.KLD_FILE,
                identity(),
                0,
                EventTimeOrigin.NONE,
                Distribution.RAW,
                convention(),
                new Extent(row, header.rowsPerChunk(), header.rowsAvailable(chunk), whole),
                readTargets(rows),
                null,
                null,
                readRows(in, header, rows),
                paired ? readRows(referenceIn, referenceHeader, rows) : null,
                pair.referenceModel());
    }

    private Identity identity() {
        int width = Integer.toString(header.chunks()).length();
        // Zeros in front, so that the order of names is the order of chunks.
        String number = String.format("%0" + width + "d", chunk + 1);
        return new Identity(
                pair.model(), null, null, pair.name() + "#" + number, Segment.TEXT, 0, 0);
    }

    private String convention() {
        return "disjoint "
                + header.contextLength()
                + ", second half scored, BOS unstated, 16-bit codes";
    }

    private int[] readTargets(int rows) throws IOException {
        in.seek(header.tokensOffset(chunk) + 4L * (header.firstTarget() + row));
        byte[] bytes = new byte[4 * rows];
        read(in, bytes, bytes.length);
        int[] targets = new int[rows];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(targets);
        return targets;
    }

    private LogitRows readRows(FSDataInputStream from, KldHeader layout, int rows)
            throws IOException {
        from.seek(layout.rowOffset(chunk, row));
        byte[] bytes = buffers.take();
        read(from, bytes, rows * layout.rowBytes());
        return new LogitRows(
                ElementType.U16_CODES, rows, layout.vocabulary(), bytes, 0, layout.rowBytes());
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
