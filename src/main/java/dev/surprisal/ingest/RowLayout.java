package dev.surprisal.ingest;

import dev.surprisal.event.ElementType;
import dev.surprisal.event.SourceFormat;
import java.io.IOException;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * Where the rows of a file lie: documents of equally many rows, one after the other without a gap.
 */
interface RowLayout {

    /** Which kind of file it is. */
    SourceFormat format();

    /** How many documents the file promises. */
    int documents();

    /** Rows of each document. */
    int rowsPerDocument();

    /** How many of a document's rows the file really has. */
    int rowsAvailable(int document);

    /** How an element is stored. */
    ElementType type();

    /** Elements of a row. */
    int vocabulary();

    /** Bytes from a row to the next. */
    int rowBytes();

    /** File offset of the first row of the first document. */
    long rowsOffset();

    /** The token that each of {@code rows} rows predicts, from row {@code row} of a document on. */
    int[] targets(FSDataInputStream in, int document, int row, int rows) throws IOException;

    /** The window rule, in words. */
    String convention();

    /** File offset of a row. */
    default long rowOffset(int document, int row) {
        return rowsOffset() + ((long) document * rowsPerDocument() + row) * rowBytes();
    }
}
