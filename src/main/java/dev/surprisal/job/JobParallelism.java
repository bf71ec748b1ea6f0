package dev.surprisal.job;

import dev.surprisal.config.JobSettings;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** How many tasks of a kind a job has: what it says, or the cores, or what a cluster says. */
final class JobParallelism {

    private JobParallelism() {}

    /**
     * Sets it.
     *
     * @throws RefusedInputException when one JVM cannot hold so many
     */
    static void set(StreamExecutionEnvironment env, JobSettings settings)
            throws RefusedInputException {
        boolean embedded = env instanceof LocalStreamEnvironment;
        int wanted = settings.parallelism();
        if (embedded && wanted > FlinkConfiguration.EMBEDDED_PARALLELISM_MAX) {
            throw RefusedInputException.mismatch(
                    "parallelism: "
                            + wanted
                            + "; an embedded run takes at most "
                            + FlinkConfiguration.EMBEDDED_PARALLELISM_MAX
                            + ", a cluster as many as it has slots");
        }
        if (embedded) {
            env.setParallelism(embedded(settings));
        } else if (wanted > 0) {
            env.setParallelism(wanted);
        }
    }

    static int embedded(JobSettings settings) {
        int wanted = settings.parallelism();
        int cores = Runtime.getRuntime().availableProcessors();
        return Math.min(wanted > 0 ? wanted : cores, FlinkConfiguration.EMBEDDED_PARALLELISM_MAX);
    }
}
