package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.aggregate.StepPlan;
import dev.surprisal.alarm.StepAlarmSpec;
import dev.surprisal.alarm.StepLimit;
import dev.surprisal.config.JobFile;
import dev.surprisal.emit.ResultSorter;
import dev.surprisal.emit.Sinks;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.ingest.FolderSpec;
import dev.surprisal.ingest.RolloutIngest;
import dev.surprisal.policy.RolePair;
import dev.surprisal.policy.StepLosses;
import dev.surprisal.policy.StepSpec;
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

/** jobs/rlhf-drift.yaml on its samples: planted things are found, in the same bytes everywhere. */
class DriftJobITCase {

    private static final int CRASHES = 3;

    @TempDir Path directory;

    private List<String> run(String more) throws Exception {
        Path jobs = Path.of("jobs").toAbsolutePath();
        String yaml = Files.readString(jobs.resolve("rlhf-drift.yaml")) + more;
        Path results = Files.createTempDirectory(directory, "results");
        DriftJob job =
                DriftJob.build(
                        JobFile.parse(yaml, "rlhf-drift.yaml", jobs, Map.of()), List.of(results));
        // One reader may run far ahead of the other; what waits then is too much for the heap's.
        job.keepCheckpointsIn(directory.resolve("checkpoints"));
        job.start().await(null);
        return JobRuns.lines(results);
    }

    @Test
    void thePlantedThingsAreFoundAtAnyParallelism() throws Exception {
        List<String> lines = run("parallelism: 1\n");

        assertEquals(lines, run("parallelism: 2\ncheckpoint: {interval: 10ms}\n"));
        assertEquals(lines, run("parallelism: 3\n"));

        assertEquals(201, steps(lines, "all").size());
        assertPaged(lines, "run=demo env=math", "kl", 80, 100);
        assertPaged(lines, "run=demo env=code", "entropy", 120, 140);
        assertPaged(lines, "run=demo", "mismatch", 160, 162);
        assertTrue(
                JobRuns.ofKind(lines, "alert").stream()
                        .anyMatch(
                                alert ->
                                        alert.get("detector")
                                                        .textValue()
                                                        .equals("over-optimisation")
                                                && alert.get("window_start").longValue() < 110));
        for (JsonNode step : steps(lines, "all")) {
            long number = step.get("step").longValue();
            boolean truncated = number >= 180 && number < 190;
            String validity = step.get("notes").get("mismatch/k3/validity").textValue();
            assertEquals(truncated ? "invalid" : "valid", validity, "step " + number);
            assertEquals(
                    step.get("values").get("kl/mismatch/k3/token_mean"),
                    step.get("values").get("mismatch_kl"));
        }
    }

    private static List<JsonNode> steps(List<String> lines, String key) {
        return JobRuns.ofKind(lines, "step").stream()
                .filter(step -> step.get("key").textValue().equals(key))
                .toList();
    }

    private static void assertPaged(
            List<String> lines, String who, String statistic, long from, long to) {
        JsonNode first =
                JobRuns.ofKind(lines, "alert").stream()
                        .filter(alert -> alert.get("severity").textValue().equals("page"))
                        .filter(alert -> alert.get("statistic").textValue().equals(statistic))
                        .filter(alert -> alert.get("text").textValue().contains(who + " is"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no page of " + who + statistic));
        long step = first.get("window_start").longValue();
        assertTrue(step >= from && step <= to, first.toString());
    }

    private static double total(List<JsonNode> steps, String name) {
        return steps.stream()
                .mapToDouble(step -> step.get("values").path(name).doubleValue())
                .sum();
    }

    private static double window(List<String> lines, String key, long last, String name) {
        return JobRuns.ofKind(lines, "step_window").stream()
                .filter(line -> line.get("key").textValue().equals(key))
                .filter(line -> line.get("step").longValue() == last)
                .findFirst()
                .orElseThrow()
                .get("values")
                .get(name)
                .doubleValue();
    }

    @Test
    void judgesPairsAndGapsAreInTheSteps() throws Exception {
        List<String> lines = run("");
        List<JsonNode> all = steps(lines, "all");

        // A pair of each writer a step; two halves lost theirs, one is padded under its mask.
        assertEquals(2 * 201 - 3, total(all, "preference/pairs"));
        assertEquals(2, total(all, "preference/unmatched"));
        assertEquals(1, total(all, "preference/unscored"));
        assertEquals(1, total(all, "judge/nonfinite"));
        assertEquals(0, total(steps(lines, "env=math"), "preference/pairs"));
        for (long last = 19; last < 200; last += 20) {
            String where = "window to step " + last;
            double accuracy = window(lines, "all", last, "preference/accuracy");
            assertTrue(accuracy > .55 && accuracy < .95, where + ": " + accuracy);
            assertTrue(window(lines, "all", last, "preference/margin") > 0, where);
            double bce = window(lines, "env=math", last, "judge/bce");
            boolean fooled = last == 99 || last == 119;
            // Worse than a coin.
            assertEquals(fooled, bce > Math.log(2), where + ": " + bce);
            // The sampler's own samples and its own log-probs, with all that a list leaves open.
            assertTrue(window(lines, "all", last, "surprisal_gap/sampler/low_95") < 0, where);
            assertTrue(window(lines, "all", last, "surprisal_gap/sampler/high_95") > 0, where);
        }
    }

    @Test
    void everyRolloutIsCountedOnce() throws Exception {
        List<String> lines = run("");

        JsonNode ledger = JobRuns.ofKind(lines, "ledger").get(0).get("ledger");
        assertEquals(2816, ledger.get("received").longValue());
        assertEquals(3, JobRuns.ofKind(lines, "dead_letter").size());
        assertEquals(1, ledger.get("late").longValue());
        assertEquals(2408, ledger.get("scored").longValue());
        for (String kind : List.of("step", "step_window")) {
            double all = 0;
            double byEnv = 0;
            for (JsonNode line : JobRuns.ofKind(lines, kind)) {
                double completions = line.get("values").get("completions").doubleValue();
                all += line.get("key").textValue().equals("all") ? completions : 0;
                byEnv += line.get("labels").has("env") ? completions : 0;
            }
            assertEquals(2408, all, kind);
            assertEquals(2408, byEnv, kind);
        }
    }

    @Test
    void resultsAfterCrashesAreThoseOfAnUndisturbedRun() throws Exception {
        List<String> undisturbed = run(new CrashFunction<>(0));
        List<String> disturbed = run(new CrashFunction<>(CRASHES));

        assertEquals(CRASHES, CrashFunction.crashes());
        assertEquals(undisturbed, disturbed);
        assertTrue(undisturbed.size() > 600);
    }

    private List<String> run(CrashFunction<RolloutRecord> crash) throws Exception {
        Configuration conf = new Configuration();
        conf.set(PipelineOptions.GENERIC_TYPES, false);
        conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(10));
        conf.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        conf.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                directory.resolve("checkpoints").toUri().toString());
        conf.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, CRASHES);
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, conf);
        FolderSpec folder =
                new FolderSpec(
                        Path.of("").toAbsolutePath().toString(),
                        List.of("jobs/samples/rollouts/*.jsonl.gz"),
                        false,
                        Duration.ofSeconds(1),
                        1 << 20,
                        true);
        RolloutIngest read = RolloutIngest.ofFolder(env, folder, "in");
        DriftInput in =
                DriftInput.of(
                        new RolloutIngest(
                                read.records().map(crash).returns(RolloutRecord.class).uid("crash"),
                                read.deadLetters(),
                                read.ledger()));
        Path results = Files.createTempDirectory(directory, "results");
        DriftTopology.build(
                        in,
                        "crash",
                        new StepPlan(
                                new StepSpec(
                                        RolePair.POLICY_REFERENCE,
                                        List.of(),
                                        0,
                                        StepLosses.DEFAULT),
                                List.of("env"),
                                20,
                                10,
                                false),
                        new StepAlarmSpec(
                                List.of(StepLimit.atMost("kl", 0.06)),
                                List.of("reference"),
                                10,
                                1e-4,
                                10))
                .lines()
                .transform("sort", TypeInformation.of(String.class), new ResultSorter())
                .uid("sort")
                .setParallelism(1)
                .sinkTo(Sinks.files(results))
                .uid("sink")
                .setParallelism(1);
        env.execute();
        return JobRuns.lines(results);
    }
}
