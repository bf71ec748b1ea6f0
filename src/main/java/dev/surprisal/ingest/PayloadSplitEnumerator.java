package dev.surprisal.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * One split for a file that is one payload, ranges of 16 MiB for one that is lines and not
 * compressed. A file that is missing, a folder or empty gets a split too: its reader says so in a
 * dead letter, so that nothing that was asked for goes unmentioned.
 */
final class PayloadSplitEnumerator implements FileEnumerator {

    private static final long RANGE_BYTES = 16L << 20;

    @Override
    public Collection<FileSourceSplit> enumerateSplits(Path[] paths, int minDesiredSplits)
            throws IOException {
        List<FileSourceSplit> splits = new ArrayList<>();
        for (Path path : paths) {
            FileSystem files = path.getFileSystem();
            FileStatus status = files.exists(path) ? files.getFileStatus(path) : null;
            boolean readable = status != null && !status.isDir();
            long length = readable ? status.getLen() : 0;
            long modified = readable ? status.getModificationTime() : 0;
            boolean lines = length > RANGE_BYTES && isLines(path);
            long range = lines ? RANGE_BYTES : Math.max(1, length);
            long offset = 0;
            do {
                long end = Math.min(length, offset + range);
                splits.add(
                        new FileSourceSplit(
                                path + "@" + offset, path, offset, end - offset, modified, length));
                offset = end;
            } while (offset < length);
        }
        return splits;
    }

    private static boolean isLines(Path path) {
        try {
            return Compression.of(path) == Compression.NONE
                    && PayloadFileFormat.sniff(path) == Framing.LINES;
        } catch (IOException e) {
            // Whoever reads the one split will meet the same fault and say it.
            return false;
        }
    }
}
