package dev.surprisal.ingest;

import dev.surprisal.event.ElementType;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.payload.TensorFile;
import java.util.Arrays;
import org.apache.flink.core.fs.FSDataInputStream;

/** A dump of logits: one document, whose token ids were read with the header. */
record TensorLayout(TensorFile tensor) implements RowLayout {

    @Override
    public SourceFormat format() {
        return SourceFormat.TENSOR_FILE;
    }

    @Override
    public int documents() {
        return 1;
    }

    @Override
    public int rowsPerDocument() {
        return tensor.rows();
    }

    @Override
    public int rowsAvailable(int document) {
        return tensor.rows();
    }

    @Override
    public ElementType type() {
        return tensor.type();
    }

    @Override
    public int vocabulary() {
        return tensor.vocabulary();
    }

    @Override
    public int rowBytes() {
        return tensor.strideBytes();
    }

    @Override
    public long rowsOffset() {
        return tensor.dataOffset();
    }

    @Override
    public int[] targets(FSDataInputStream in, int document, int row, int rows) {
        // Row t predicts token t + 1.
        return Arrays.copyOfRange(tensor.tokenIds(), row + 1, row + 1 + rows);
    }

    @Override
    public String convention() {
        return "one window, every token but the first scored";
    }
}
