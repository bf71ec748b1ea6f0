package dev.surprisal.job;

import dev.surprisal.config.JobSettings;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigConstants;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Configuration of Flink beneath the job's own settings. */
final class FlinkConfiguration {

    /** Accumulators come with heartbeats, and progress with accumulators. */
    private static final long HEARTBEAT_MILLIS = 1000;

    private static final long NETWORK_BYTES_MIN = 64L << 20;

    /**
     * Every subtask has a channel to every subtask of the stage behind it; there are up to four
     * such exchanges, and two buffers of 32 kB a channel.
     */
    private static final long NETWORK_BYTES_PER_PAIR = 4 * 2 * (32L << 10);

    /** More tasks than this in one JVM would need gigabytes of buffers. */
    static final int EMBEDDED_PARALLELISM_MAX = 64;

    private FlinkConfiguration() {}

    /**
     * What every job of ours needs.
     *
     * @param parallelism of an embedded run
     * @param checkpoint when and where state is saved; null leaves it to the folder's file
     */
    static Configuration forJob(int parallelism, JobSettings.CheckpointSettings checkpoint) {
        Configuration conf = load(parallelism);
        // Without it every chained hop copies its record, rows and all.
        conf.set(PipelineOptions.OBJECT_REUSE, true);
        conf.set(PipelineOptions.GENERIC_TYPES, false);
        conf.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        if (checkpoint != null) {
            conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoint.interval());
            if (checkpoint.directory() != null) {
                conf.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
                conf.set(
                        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                        checkpoint.directory().toUri().toString());
            }
        }
        return conf;
    }

    /**
     * {@code config.yaml} of the folder that {@code FLINK_CONF_DIR} names, the same that Flink's
     * own commands read, with what an embedded cluster needs. On a real cluster those keys are the
     * cluster's own and these are not read.
     */
    private static Configuration load(int parallelism) {
        Configuration conf =
                System.getenv(ConfigConstants.ENV_FLINK_CONF_DIR) == null
                        ? new Configuration()
                        : GlobalConfiguration.loadConfiguration();
        // As many slots as the job's parallelism: fewer, and it would wait for more in vain.
        conf.removeConfig(TaskManagerOptions.NUM_TASK_SLOTS);
        MemorySize network =
                new MemorySize(
                        Math.max(
                                NETWORK_BYTES_MIN,
                                NETWORK_BYTES_PER_PAIR * parallelism * parallelism));
        conf.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
        conf.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
        // Any free port, loopback only: several runs at once must not meet.
        conf.set(RestOptions.BIND_PORT, "0");
        conf.set(RestOptions.BIND_ADDRESS, "localhost");
        conf.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(HEARTBEAT_MILLIS));
        return conf;
    }
}
