package dev.surprisal.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;

/**
 * Where an embedded job without an end left off: the newest complete checkpoint or savepoint in its
 * checkpoint folder. Flink's cluster does this for its jobs; here nobody else would.
 */
final class Resume {

    /** Last file of a checkpoint that Flink writes; there is none in one that was not finished. */
    private static final String METADATA = "_metadata";

    /** {@code folder/job id/chk-12/_metadata} */
    private static final int DEPTH = 3;

    private Resume() {}

    /** The folder of the newest one; null if there is none. */
    static Path latest(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return null;
        }
        try (Stream<Path> files = Files.walk(directory, DEPTH)) {
            List<Path> complete =
                    files.filter(file -> file.endsWith(METADATA)).map(Path::getParent).toList();
            return complete.stream()
                    .max(Comparator.comparing(Resume::written).thenComparing(Path::toString))
                    .orElse(null);
        }
    }

    private static FileTime written(Path checkpoint) {
        try {
            return Files.getLastModifiedTime(checkpoint.resolve(METADATA));
        } catch (NoSuchFileException e) {
            return FileTime.fromMillis(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What makes a job keep its state in the folder when it ends, and go on from it.
     *
     * @param from of {@link #latest}, or null
     */
    static Configuration configuration(Path from) {
        Configuration conf = new Configuration();
        conf.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        if (from != null) {
            conf.set(StateRecoveryOptions.SAVEPOINT_PATH, from.toUri().toString());
            // Ours from now on: deleted when the next one is complete.
            conf.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
        }
        return conf;
    }
}
