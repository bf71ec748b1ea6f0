package dev.surprisal.ingest;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Which files of server responses a job without an end reads, and how.
 *
 * @param root folder that {@code patterns} are relative to, and that results name files from
 * @param patterns files, folders (all files below them) and globs, as the user wrote them
 * @param follow whether to go on with new files and new lines; false reads what is there to its end
 * @param interval between two looks at the folders and at files that ended; only used to follow
 * @param payloadBytesMax largest payload that is decoded
 * @param inTurn whether one file is read to its end before the next, in the order of the numbers in
 *     their names; else all side by side
 */
public record FolderSpec(
        String root,
        List<String> patterns,
        boolean follow,
        Duration interval,
        int payloadBytesMax,
        boolean inTurn)
        implements Serializable {

    /** Checks the values; {@code patterns} are copied. */
    public FolderSpec {
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("no files to read");
        }
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval is " + interval + ", expected above 0");
        }
        if (payloadBytesMax < 1) {
            throw new IllegalArgumentException(
                    "payloadBytesMax is " + payloadBytesMax + ", expected at least 1");
        }
    }

    /** Files that are read side by side. */
    public FolderSpec(
            String root,
            List<String> patterns,
            boolean follow,
            Duration interval,
            int payloadBytesMax) {
        this(root, patterns, follow, interval, payloadBytesMax, false);
    }

    /** How results call a file: as the user gave it, from the root on if it is below it. */
    String name(Path file) {
        Path base = Path.of(root).toAbsolutePath().normalize();
        Path path = file.startsWith(base) ? base.relativize(file) : file;
        return path.toString().replace('\\', '/');
    }
}
