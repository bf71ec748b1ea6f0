package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.config.JobFile;
import dev.surprisal.emit.ResultSorter;
import dev.surprisal.emit.Sinks;
import dev.surprisal.event.Labelled;
import dev.surprisal.ingest.FolderSpec;
import dev.surprisal.ingest.LabelledIngest;
import dev.surprisal.ingest.LabelledSpec;
import dev.surprisal.loss.LossPlan;
import dev.surprisal.testing.CrashFunction;
import dev.surprisal.testing.JobRuns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losses of folders that are followed, and of tasks that crash. */
class LossFollowITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CRASHES = 3;

    /** Lines of two of the three hours: of gaps, two judges and classes. */
    private static final int CLOSED = 2 * (2 + 2 * 2 + 2);

    @TempDir Path directory;

    @Test
    void resultsAfterCrashesAreThoseOfAnUndisturbedRun() throws Exception {
        List<String> undisturbed = crashing(new CrashFunction<>(0));
        List<String> disturbed = crashing(new CrashFunction<>(CRASHES));

        assertEquals(CRASHES, CrashFunction.crashes());
        assertEquals(undisturbed, disturbed);
        MonitorRuns.assertSame(
                LossLiveITCase.figures(LossLiveITCase.ofFiles(directory)),
                LossLiveITCase.figures(disturbed));
    }

    private List<String> crashing(CrashFunction<Labelled> crash) throws Exception {
        Configuration conf = new Configuration();
        conf.set(PipelineOptions.GENERIC_TYPES, false);
        conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(10));
        conf.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, CRASHES);
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, conf);
        LossPlan plan =
                JobFile.parse(
                                LossLiveITCase.LOSSES + "source: {files: x}\nwindow: {size: 1h}\n",
                                "x.yaml",
                                directory,
                                Map.of())
                        .losses()
                        .plan();
        FolderSpec folder =
                new FolderSpec(
                        Path.of("").toAbsolutePath().toString(),
                        List.of(LossLiveITCase.SAMPLES + "/*.jsonl"),
                        false,
                        Duration.ofSeconds(1),
                        1 << 20);
        LabelledIngest read =
                LabelledIngest.ofFolder(env, folder, new LabelledSpec(60_000, 86_400_000), plan);
        LabelledIngest in =
                new LabelledIngest(
                        read.lines().map(crash).returns(Labelled.class).uid("crash"),
                        read.deadLetters(),
                        read.ledger(),
                        read.late());
        Path results = Files.createTempDirectory(directory, "crashes");
        LossTopology.buildLive(in, "losses", plan, 100)
                .transform("sort", TypeInformation.of(String.class), new ResultSorter())
                .uid("sort")
                .setParallelism(1)
                .sinkTo(Sinks.files(results))
                .uid("sink")
                .setParallelism(1);
        env.execute();
        assertTrue(JobRuns.lines(results).size() > 30);
        return JobRuns.lines(results);
    }

    @Test
    void aFolderThatIsFollowedGivesTheBitsOfARunToItsEnd() throws Exception {
        Path data = Files.createTempDirectory(directory, "data");
        for (String file : List.of("gaps", "judges", "classes")) {
            Files.copy(
                    LossLiveITCase.SAMPLES.resolve(file + ".jsonl"), data.resolve(file + ".jsonl"));
        }
        Path results = Files.createTempDirectory(directory, "followed");
        String yaml =
                LossLiveITCase.LOSSES
                        + "source: {files: \""
                        + data
                        + "\", follow: true}\n"
                        + "window: {size: 1h, lateness: 1m, idle: 1d}\n"
                        + "checkpoint: {interval: 100ms}\n";
        LossJob job =
                LossJob.build(JobFile.parse(yaml, "x.yaml", directory, Map.of()), List.of(results));
        job.keepCheckpointsIn(Files.createTempDirectory(directory, "state"));
        RunningJob running = job.start();
        try {
            // Gaps, two judges and classes, two losses each: two of three hours close by
            // themselves.
            MonitorTopics.await(
                    () -> JobRuns.ofKind(JobRuns.lines(results), "loss").size() == CLOSED,
                    PATIENCE,
                    () -> JobRuns.lines(results).size() + " lines");
        } finally {
            running.stop(Files.createTempDirectory(directory, "savepoint"));
        }

        Path whole = Files.createTempDirectory(directory, "whole");
        String ended = yaml.replace(", follow: true", "").replace(", lateness: 1m, idle: 1d", "");
        LossJob.build(JobFile.parse(ended, "x.yaml", directory, Map.of()), List.of(whole))
                .start()
                .await(null);
        MonitorRuns.assertSame(
                LossLiveITCase.figures(JobRuns.lines(whole)),
                LossLiveITCase.figures(JobRuns.lines(results)));
    }
}
