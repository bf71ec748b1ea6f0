package dev.surprisal.job;

import dev.surprisal.config.Execution;
import dev.surprisal.config.JobSettings;
import dev.surprisal.emit.Sinks;
import dev.surprisal.score.ScoreSpec;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A job over files, run to its end: embedded, or on whatever cluster {@code flink run} points to.
 * The flow is the same in both, and so is every bit of the results.
 */
public final class BoundedJob {

    /**
     * Above this, responses wait for their document's end on disk (batch) rather than in memory.
     */
    private static final long BATCH_FROM_BYTES = 64L << 20;

    private final JobSettings settings;
    private final JobInputs inputs;
    private final StreamExecutionEnvironment env;

    private BoundedJob(JobSettings settings, JobInputs inputs, StreamExecutionEnvironment env) {
        this.settings = settings;
        this.inputs = inputs;
        this.env = env;
    }

    /**
     * Builds a job.
     *
     * @param settings what to do
     * @param directories where result lines go, at least one
     * @throws RefusedInputException when the inputs make no job
     */
    public static BoundedJob build(JobSettings settings, List<Path> directories)
            throws RefusedInputException {
        return build(settings, SourceFiles.of(settings), directories);
    }

    /**
     * Builds an evaluation.
     *
     * @param settings what to do
     * @param evaluation its texts and server; closed by whoever prepared it
     * @param directories where result lines go, at least one
     * @throws RefusedInputException when the settings contradict each other
     */
    public static BoundedJob build(
            JobSettings settings, Evaluation evaluation, List<Path> directories)
            throws RefusedInputException {
        return build(settings, (JobInputs) evaluation, directories);
    }

    private static BoundedJob build(JobSettings settings, JobInputs inputs, List<Path> directories)
            throws RefusedInputException {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration(settings, inputs));
        JobParallelism.set(env, settings);
        BoundedJob job = new BoundedJob(settings, inputs, env);
        DataStream<String> lines = job.lines();
        for (int i = 0; i < directories.size(); i++) {
            lines.sinkTo(Sinks.files(directories.get(i)))
                    .uid(Uids.SINK + "-" + i)
                    .name("emit: " + directories.get(i).getFileName())
                    .setParallelism(1);
        }
        return job;
    }

    private DataStream<String> lines() {
        long windowTokens = settings.window() == null ? 0 : settings.window().tokens();
        ScoreSpec spec =
                new ScoreSpec(
                        settings.score().js(),
                        settings.score().labelSmoothing(),
                        settings.score().focalGamma());
        return PerplexityTopology.build(inputs.ingest(env), settings.name(), spec, windowTokens);
    }

    private static Configuration configuration(JobSettings settings, JobInputs inputs) {
        Configuration conf =
                FlinkConfiguration.forJob(JobParallelism.embedded(settings), settings.checkpoint());
        conf.set(ExecutionOptions.RUNTIME_MODE, mode(settings, inputs));
        if (settings.evaluation() != null) {
            // The client retries what may pass; what it gives up on would fail again.
            conf.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        }
        return conf;
    }

    /**
     * Batch sorts by document on disk and pays with two passes; a stream keeps open documents in
     * memory. Rows of KL base files close their documents as they come, so they never need it.
     */
    private static RuntimeExecutionMode mode(JobSettings settings, JobInputs inputs) {
        boolean manyResponses = inputs.waitingBytes() > BATCH_FROM_BYTES;
        boolean batch =
                settings.execution() == Execution.BATCH
                        || settings.execution() == Execution.AUTO
                                && settings.checkpoint() == null
                                && manyResponses;
        return batch ? RuntimeExecutionMode.BATCH : RuntimeExecutionMode.STREAMING;
    }

    /** Bytes that the job will read. */
    public long inputBytes() {
        return inputs.bytes();
    }

    /** Where an embedded run keeps its checkpoints if nothing else says so. */
    public void keepCheckpointsIn(Path folder) {
        EmbeddedCheckpoints.keepIn(folder, env);
    }

    /** The job as Flink sees it; does not start it. */
    public StreamGraph graph() {
        return env.getStreamGraph(false);
    }

    /** Starts the job. */
    public RunningJob start() throws Exception {
        return new RunningJob(env.executeAsync(settings.name()));
    }
}
