package dev.surprisal.ingest;

import dev.surprisal.event.ElementType;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.payload.KldHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.flink.core.fs.FSDataInputStream;

/** A llama.cpp KL base file: a document is a chunk; targets stand before the rows. */
record KldLayout(KldHeader header) implements RowLayout {

    @Override
    public SourceFormat format() {
        return SourceFormat.KLD_FILE;
    }

    @Override
    public int documents() {
        return header.chunks();
    }

    @Override
    public int rowsPerDocument() {
        return header.rowsPerChunk();
    }

    @Override
    public int rowsAvailable(int document) {
        return header.rowsAvailable(document);
    }

    @Override
    public ElementType type() {
        return ElementType.U16_CODES;
    }

    @Override
    public int vocabulary() {
        return header.vocabulary();
    }

    @Override
    public int rowBytes() {
        return header.rowBytes();
    }

    @Override
    public long rowsOffset() {
        return header.rowsOffset();
    }

    @Override
    public int[] targets(FSDataInputStream in, int document, int row, int rows) throws IOException {
        in.seek(header.tokensOffset(document) + 4L * (header.firstTarget() + row));
        byte[] bytes = in.readNBytes(4 * rows);
        int[] targets = new int[rows];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(targets);
        return targets;
    }

    @Override
    public String convention() {
        return "disjoint "
                + header.contextLength()
                + ", second half scored, BOS unstated, 16-bit codes";
    }
}
