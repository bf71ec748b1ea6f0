package dev.surprisal.ingest;

import dev.surprisal.payload.KldHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * Cuts KL base files at chunk boundaries, so that one file is read by all subtasks. Flink's own
 * enumerator never splits a local file.
 *
 * <p>A split's offset and length are those of its rows as the header promises them, also where the
 * file is shorter: its chunks are then reported as missing by whoever reads the split.
 */
final class KldSplitEnumerator implements FileEnumerator {

    /** Enough splits that no subtask waits long for the last one, few enough to be cheap. */
    private static final int SPLITS_PER_SUBTASK = 8;

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

    private static void addSplits(Path path, int wanted, List<FileSourceSplit> splits)
            throws IOException {
        FileStatus status = path.getFileSystem().getFileStatus(path);
        KldHeader header = KldFileFormat.readHeader(path);
        int chunksPerSplit = Math.max(1, header.chunks() / wanted);
        for (int chunk = 0; chunk < header.chunks(); chunk += chunksPerSplit) {
            int end = Math.min(header.chunks(), chunk + chunksPerSplit);
            long offset = header.rowOffset(chunk, 0);
            splits.add(
                    new FileSourceSplit(
                            path + "#" + chunk,
                            path,
                            offset,
                            header.rowOffset(end, 0) - offset,
                            status.getModificationTime(),
                            status.getLen()));
        }
    }
}
