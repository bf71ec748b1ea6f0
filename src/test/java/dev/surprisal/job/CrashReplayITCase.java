package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.emit.Sinks;
import dev.surprisal.event.Completion;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.ingest.Ingest;
import dev.surprisal.ingest.RowPair;
import dev.surprisal.score.ScoreSpec;
import dev.surprisal.testing.CrashFunction;
import dev.surprisal.testing.JobRuns;
import dev.surprisal.testing.KldFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills tasks in mid-flow, more than once, after checkpoints: the results are the same bytes. */
class CrashReplayITCase {

    private static final int CRASHES = 3;

    @TempDir Path directory;

    @Test
    void resultsAfterCrashesAreThoseOfAnUndisturbedRun() throws Exception {
        KldFiles files = new KldFiles(64, 3001, 200, 5);
        Path model = files.write(directory.resolve("model.kld"), 1);
        Path reference = files.write(directory.resolve("reference.kld"), 2);
        RowPair pair =
                new RowPair(
                        SourceFormat.KLD_FILE,
                        model.toString(),
                        "m",
                        "m",
                        reference.toString(),
                        "r");

        List<String> undisturbed = run(pair, new CrashFunction<>(0));
        List<String> disturbed = run(pair, new CrashFunction<>(CRASHES));

        assertEquals(CRASHES, CrashFunction.crashes());
        assertEquals(undisturbed, disturbed);
        assertTrue(undisturbed.size() > 200);
    }

    private List<String> run(RowPair pair, CrashFunction<Completion> crash) throws Exception {
        Configuration conf = new Configuration();
        conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(10));
        conf.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, CRASHES);
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, conf);
        Ingest read = Ingest.ofRowFiles(env, List.of(pair));
        Ingest in =
                new Ingest(
                        read.completions().map(crash).returns(Completion.class).uid("crash"),
                        read.deadLetters(),
                        read.ledger());
        Path results = Files.createTempDirectory(directory, "results");
        PerplexityTopology.build(in, "crash", new ScoreSpec(true, 0, 0), 1000)
                .sinkTo(Sinks.files(results))
                .uid("sink")
                .setParallelism(1);
        env.execute();
        return JobRuns.lines(results);
    }
}
