package dev.surprisal.job;

import java.nio.file.Path;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where a run in this JVM keeps its checkpoints; a cluster has a place of its own. */
final class EmbeddedCheckpoints {

    private EmbeddedCheckpoints() {}

    /**
     * Keeps them in a folder if neither the job nor Flink's configuration names one. Flink's
     * default is the heap, up to 5 MiB a task, and beyond that the job fails, for ever anew.
     */
    static void keepIn(Path folder, StreamExecutionEnvironment env) {
        boolean named =
                env.getConfiguration()
                        .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                        .isPresent();
        if (env instanceof LocalStreamEnvironment && !named) {
            Configuration conf = new Configuration();
            conf.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            conf.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
            env.configure(conf);
        }
    }
}
