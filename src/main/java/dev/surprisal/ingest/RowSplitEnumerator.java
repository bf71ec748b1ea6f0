package dev.surprisal.ingest;

import dev.surprisal.event.LogitRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * Cuts files of rows into ranges of whole rows, so that one file is read by all subtasks. Flink's
 * own enumerator never splits a local file.
 *
 * <p>A split's offset and length are those of its rows as the header promises them, also where the
 * file is shorter: its documents are then reported as missing by whoever reads the split.
 */
final class RowSplitEnumerator implements FileEnumerator {

    /** Enough splits that no subtask waits long for the last one, few enough to be cheap. */
    private static final int SPLITS_PER_SUBTASK = 8;

    private final Map<String, RowPair> pairs;

    RowSplitEnumerator(Map<String, RowPair> pairs) {
        this.pairs = pairs;
    }

    @Override
    public Collection<FileSourceSplit> enumerateSplits(Path[] paths, int minDesiredSplits)
            throws IOException {
        List<FileSourceSplit> splits = new ArrayList<>();
        int wanted = Math.max(1, minDesiredSplits) * SPLITS_PER_SUBTASK;
        for (Path path : paths) {
            addSplits(path, wanted, splits);
        }
        return splits;
    }

    private void addSplits(Path path, int wanted, List<FileSourceSplit> splits) throws IOException {
        FileStatus status = path.getFileSystem().getFileStatus(path);
        RowLayout layout = RowFileFormat.readLayout(pairs.get(path.toString()).format(), path);
        long rows = (long) layout.documents() * layout.rowsPerDocument();
        long step = rowsPerSplit(layout, rows, wanted);
        for (long row = 0; row < rows; row += step) {
            long end = Math.min(rows, row + step);
            splits.add(
                    new FileSourceSplit(
                            path + "#" + row,
                            path,
                            layout.rowsOffset() + row * layout.rowBytes(),
                            (end - row) * layout.rowBytes(),
                            status.getModificationTime(),
                            status.getLen()));
        }
    }

    /** Whole documents where there are enough of them, else whole slices. */
    private static long rowsPerSplit(RowLayout layout, long rows, int wanted) {
        long unit =
                layout.documents() > 1
                        ? layout.rowsPerDocument()
                        : Math.max(1, LogitRows.BYTES_MAX / layout.rowBytes());
        return Math.max(1, rows / wanted / unit) * unit;
    }
}
