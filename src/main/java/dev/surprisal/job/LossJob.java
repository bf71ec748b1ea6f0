package dev.surprisal.job;

import dev.surprisal.config.Execution;
import dev.surprisal.config.JobSettings;
import dev.surprisal.emit.Sinks;
import dev.surprisal.ingest.LabelledIngest;
import dev.surprisal.ingest.PayloadFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A job over files of labelled lines, run to its end. */
public final class LossJob {

    private final JobSettings settings;
    private final StreamExecutionEnvironment env;

    private LossJob(JobSettings settings, StreamExecutionEnvironment env) {
        this.settings = settings;
        this.env = env;
    }

    /**
     * Builds a job.
     *
     * @param settings with {@code losses}
     * @param directories where result lines go, at least one
     * @throws RefusedInputException when no file can be read
     */
    public static LossJob build(JobSettings settings, List<Path> directories)
            throws RefusedInputException {
        List<PayloadFile> files = files(settings.source().files());
        Configuration conf =
                FlinkConfiguration.forJob(JobParallelism.embedded(settings), settings.checkpoint());
        // Only sums wait for the end, so there is nothing for batch to put on disk.
        conf.set(
                ExecutionOptions.RUNTIME_MODE,
                settings.execution() == Execution.BATCH
                        ? RuntimeExecutionMode.BATCH
                        : RuntimeExecutionMode.STREAMING);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(conf);
        JobParallelism.set(env, settings);
        LossJob job = new LossJob(settings, env);
        job.write(files, directories);
        return job;
    }

    /** One file that cannot be read is a dead letter; all of them make no job. */
    private static List<PayloadFile> files(List<Path> paths) throws RefusedInputException {
        List<PayloadFile> files = new ArrayList<>();
        try {
            for (Map.Entry<Path, String> file :
                    FileNames.of(FilePatterns.expand(paths)).entrySet()) {
                Path path = file.getKey();
                files.add(
                        new PayloadFile(
                                path.toString(), file.getValue(), InputFiles.problem(path)));
            }
        } catch (IOException | UncheckedIOException e) {
            throw RefusedInputException.unreadable(e.getMessage());
        }
        if (files.stream().allMatch(file -> file.fault() != null)) {
            throw RefusedInputException.unreadable(
                    files.stream()
                            .map(file -> file.path() + ": " + file.fault())
                            .collect(Collectors.joining("\n")));
        }
        return files;
    }

    private void write(List<PayloadFile> files, List<Path> directories) {
        LabelledIngest in =
                LabelledIngest.ofFiles(
                        env, files, settings.payloadBytesMax(), settings.losses().plan());
        DataStream<String> lines =
                LossTopology.build(in, settings.name(), settings.losses().plan());
        for (int i = 0; i < directories.size(); i++) {
            lines.sinkTo(Sinks.files(directories.get(i)))
                    .uid(Uids.SINK + "-" + i)
                    .name("emit: " + directories.get(i).getFileName())
                    .setParallelism(1);
        }
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
