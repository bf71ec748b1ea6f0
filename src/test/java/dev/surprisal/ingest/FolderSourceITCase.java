package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.Payload;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exactly once through crashes, a savepoint, and a change of parallelism, while files grow. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class FolderSourceITCase {

    private static final int CRASHES = 2;

    @TempDir Path folder;
    @TempDir Path savepoints;

    private final List<String> expected = new ArrayList<>();

    @Test
    void everyPayloadOfAGrowingFolderCountsOnce() throws Exception {
        append("a.jsonl", 0, 300);
        append("b.jsonl", 0, 300);
        gzip("c.jsonl.gz", 300);
        SeenFunction.reset(CRASHES);

        JobClient job = start(1, null);
        SeenFunction.awaitCrashes();
        append("a.jsonl", 300, 400);
        append("d.jsonl", 0, 50);
        assertEquals(sorted(expected), SeenFunction.await(expected.size()));

        String savepoint = stop(job);
        append("a.jsonl", 400, 500);
        append("d.jsonl", 50, 60);
        append("e.jsonl", 0, 10);
        SeenFunction.reset(0);
        JobClient resumed = start(2, savepoint);
        append("b.jsonl", 300, 301);

        assertEquals(sorted(expected), SeenFunction.await(expected.size()));
        resumed.cancel().get();
    }

    /** The cluster goes down with the job, and can take its answer with it: the folder has it. */
    private String stop(JobClient job) throws Exception {
        CompletableFuture.anyOf(
                        job.stopWithSavepoint(
                                false, savepoints.toString(), SavepointFormatType.CANONICAL),
                        job.getJobExecutionResult())
                .get();
        try (Stream<Path> made = Files.list(savepoints)) {
            List<Path> paths = made.toList();
            assertEquals(1, paths.size(), paths.toString());
            return paths.get(0).toUri().toString();
        }
    }

    private JobClient start(int parallelism, String savepoint) throws Exception {
        Configuration conf = new Configuration();
        conf.set(PipelineOptions.GENERIC_TYPES, false);
        conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(10));
        conf.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, CRASHES);
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        if (savepoint != null) {
            conf.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, conf);
        FolderSpec spec =
                new FolderSpec(
                        folder.toString(), List.of("."), true, Duration.ofMillis(5), 100_000);
        env.fromSource(FolderSource.of(spec), WatermarkStrategy.noWatermarks(), "folder")
                .uid("folder")
                .filter(payload -> payload.notice() == null)
                .uid("payloads")
                .map(new SeenFunction())
                .uid("seen")
                .sinkTo(new DiscardingSink<Payload>())
                .uid("sink");
        return env.executeAsync();
    }

    private void append(String name, int from, int to) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++) {
            lines.append("{\"n\":").append(i).append("}\n");
            expected.add(name + " {\"n\":" + i + "}");
        }
        Files.writeString(
                folder.resolve(name), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void gzip(String name, int lines) throws Exception {
        Path hidden = folder.resolve("." + name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(hidden))) {
            for (int i = 0; i < lines; i++) {
                String line = "{\"n\":" + i + "}";
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                expected.add(name + " " + line);
            }
        }
        Files.move(hidden, folder.resolve(name));
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }
}
