package dev.surprisal.job;

import java.time.Duration;
import org.apache.flink.configuration.ConfigConstants;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
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
     * {@code config.yaml} of the folder that {@code FLINK_CONF_DIR} names, the same that Flink's
     * own commands read, with what an embedded cluster needs. On a real cluster those keys are the
     * cluster's own and these are not read.
     */
    static Configuration load(int parallelism) {
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
