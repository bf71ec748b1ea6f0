package dev.surprisal.job;

import dev.surprisal.config.JobSettings;
import dev.surprisal.emit.ResultSorter;
import dev.surprisal.emit.Sinks;
import dev.surprisal.event.ResultLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A job over something that may have no end: how it is run, stopped and gone on with. */
public abstract class LiveJob {

    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

    private final JobSettings settings;
    private final StreamExecutionEnvironment env;
    private final Path from;
    private final Path stateFolder;

    /**
     * A job without a flow.
     *
     * @param ends whether it comes to an end by itself
     */
    LiveJob(JobSettings settings, boolean ends) throws RefusedInputException {
        this.settings = settings;
        env = StreamExecutionEnvironment.getExecutionEnvironment(configuration(settings, ends));
        JobParallelism.set(env, settings);
        boolean kept = settings.checkpoint() != null && !ends;
        stateFolder = kept ? settings.checkpoint().directory() : null;
        from = resume();
    }

    private static Configuration configuration(JobSettings settings, boolean ends) {
        Configuration conf =
                FlinkConfiguration.forJob(JobParallelism.embedded(settings), settings.checkpoint());
        if (!ends) {
            // Flink's own way gives up after so many failures, however many months they are apart.
            conf.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        }
        if (settings.checkpoint() == null && !ends) {
            // Results are committed with checkpoints: without any there would be none.
            conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
        }
        // They skip watermarks, and the one before the end says how far the data goes.
        conf.set(CheckpointingOptions.ENABLE_UNALIGNED_INTERRUPTIBLE_TIMERS, false);
        return conf;
    }

    /** A cluster's job is restored by the cluster, or by {@code flink run -s}. */
    private Path resume() throws RefusedInputException {
        if (stateFolder == null || !isEmbedded()) {
            return null;
        }
        try {
            Path latest = Resume.latest(stateFolder);
            env.configure(Resume.configuration(latest));
            return latest;
        } catch (IOException e) {
            throw RefusedInputException.mismatch("checkpoint.directory: " + e.getMessage());
        }
    }

    StreamExecutionEnvironment env() {
        return env;
    }

    /** Writes the lines of a job that ends, in order. */
    void writeSorted(DataStream<ResultLine> lines, List<Path> directories) {
        DataStream<String> sorted =
                lines.transform("emit: sort", TypeInformation.of(String.class), new ResultSorter())
                        .uid(Uids.SORT)
                        .setParallelism(1);
        for (int i = 0; i < directories.size(); i++) {
            sorted.sinkTo(Sinks.files(directories.get(i)))
                    .uid(Uids.SINK + "-" + i)
                    .name("emit: " + directories.get(i).getFileName())
                    .setParallelism(1);
        }
    }

    /**
     * Asks every target of results whether it is there, and makes the tables that are missing.
     *
     * @throws RefusedInputException saying which is not, and why
     */
    public abstract void check() throws RefusedInputException;

    /** The checkpoint or savepoint that the job goes on from; null if it begins anew. */
    public Path from() {
        return from;
    }

    /** Where the job's state outlives it; null if it does not. */
    public Path stateFolder() {
        return stateFolder;
    }

    /** Whether the job runs in this JVM. */
    public boolean isEmbedded() {
        return env instanceof LocalStreamEnvironment;
    }

    /** The job as Flink sees it; does not start it. */
    public StreamGraph graph() {
        return env.getStreamGraph(false);
    }

    /** Where an embedded run keeps its checkpoints if nothing else says so. */
    public void keepCheckpointsIn(Path folder) {
        EmbeddedCheckpoints.keepIn(folder, env);
    }

    /** Starts the job. */
    public RunningJob start() throws Exception {
        return new RunningJob(env.executeAsync(settings.name()));
    }
}
