package dev.surprisal.job;

import dev.surprisal.config.Execution;
import dev.surprisal.config.JobSettings;
import dev.surprisal.config.LossSettings;
import dev.surprisal.event.ResultLine;
import dev.surprisal.ingest.FolderSpec;
import dev.surprisal.ingest.LabelledIngest;
import dev.surprisal.ingest.LabelledSpec;
import dev.surprisal.ingest.PayloadFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.datastream.DataStream;

/** A job over labelled lines: files to their end, or topics and folders without one. */
public final class LossJob extends LiveJob {

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private final JobSettings settings;
    private final LossSettings losses;

    private LossJob(JobSettings settings) throws RefusedInputException {
        super(settings, settings.losses().ends());
        this.settings = settings;
        this.losses = settings.losses();
    }

    /**
     * Builds a job.
     *
     * @param settings with {@code losses}
     * @param directories where result lines go; of a job that ends, in order
     * @throws RefusedInputException when no file can be read, or the settings make no job
     */
    public static LossJob build(JobSettings settings, List<Path> directories)
            throws RefusedInputException {
        LossSettings losses = settings.losses();
        List<PayloadFile> files = losses.isLive() ? List.of() : files(settings.source().files());
        LossJob job = new LossJob(settings);
        DataStream<ResultLine> lines = losses.isLive() ? job.live() : job.bounded(files);
        LiveSinks.attach(lines, losses.sinks(), settings.name());
        if (losses.ends()) {
            job.writeSorted(lines, directories);
        } else {
            LiveSinks.attachFolders(lines, directories);
        }
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

    private DataStream<ResultLine> bounded(List<PayloadFile> files) {
        // Only sums wait for the end, so there is nothing for batch to put on disk.
        env().setRuntimeMode(
                        settings.execution() == Execution.BATCH
                                ? RuntimeExecutionMode.BATCH
                                : RuntimeExecutionMode.STREAMING);
        LabelledIngest in =
                LabelledIngest.ofFiles(env(), files, settings.payloadBytesMax(), losses.plan());
        return LossTopology.build(in, settings.name(), losses.plan());
    }

    private DataStream<ResultLine> live() {
        LabelledSpec spec =
                new LabelledSpec(losses.lateness().toMillis(), losses.idle().toMillis());
        LabelledIngest in = losses.topics() == null ? folder(spec) : topics(spec);
        return LossTopology.buildLive(in, settings.name(), losses.plan(), losses.keysMax());
    }

    private LabelledIngest folder(LabelledSpec spec) {
        return LabelledIngest.ofFolder(
                env(),
                new FolderSpec(
                        Path.of("").toAbsolutePath().toString(),
                        settings.source().files().stream().map(Path::toString).toList(),
                        true,
                        LOOK_INTERVAL,
                        settings.payloadBytesMax()),
                spec,
                losses.plan());
    }

    private LabelledIngest topics(LabelledSpec spec) {
        return LabelledIngest.ofTopics(
                env(),
                MonitorJob.kafka(losses.topics()),
                settings.payloadBytesMax(),
                spec,
                losses.plan());
    }

    @Override
    public void check() throws RefusedInputException {
        SourceTopics.check(losses.topics());
        LiveSinks.check(losses.sinks(), settings.name());
    }
}
