package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.config.JobFile;
import dev.surprisal.testing.JobRuns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jobs/losses.yaml on its samples: planted things are found, in the same bytes everywhere. */
class LossJobITCase {

    @TempDir Path directory;

    private List<String> run(String yaml, Path base) throws Exception {
        Path results = Files.createTempDirectory(directory, "results");
        LossJob.build(JobFile.parse(yaml, "losses.yaml", base, Map.of()), List.of(results))
                .start()
                .await(null);
        return JobRuns.lines(results);
    }

    @Test
    void theSampleGivesTheSameBytesAtAnyParallelism() throws Exception {
        Path jobs = Path.of("jobs").toAbsolutePath();
        String yaml = Files.readString(jobs.resolve("losses.yaml"));
        List<String> lines = run(yaml + "parallelism: 1\n", jobs);

        // Checkpoints cut the sums of lines elsewhere.
        assertEquals(lines, run(yaml + "parallelism: 2\ncheckpoint: {interval: 10ms}\n", jobs));

        // Three hours of: 4 losses of gaps, 3 of two judges, 4 of classes, kl, triplet, preference.
        assertEquals(3 * (4 + 2 * 3 + 4 + 1 + 1 + 1), JobRuns.ofKind(lines, "loss").size());
        JsonNode summary = JobRuns.summary(lines);
        assertEquals(420, summary.get("ledger").get("decoded").longValue());
        assertEquals(60, summary.get("losses").get("kl").get("items").longValue());
        assertEquals(0.02, value(lines, "source=trainer", 0, "rmse"), 0.002);
        assertEquals(0.2, value(lines, "source=trainer", 2, "rmse"), 0.02);
        assertTrue(
                value(lines, "source=dpo", 2, "preference_beta_0.1")
                        < value(lines, "source=dpo", 0, "preference_beta_0.1"));
    }

    private static double value(List<String> lines, String key, int hour, String loss) {
        return JobRuns.ofKind(lines, "loss").stream()
                .filter(line -> line.get("key").textValue().equals(key))
                .filter(line -> line.get("loss").textValue().equals(loss))
                .skip(hour)
                .findFirst()
                .orElseThrow()
                .get("value")
                .doubleValue();
    }

    @Test
    void badLinesAreDeadLettersAndTheRestCounts() throws Exception {
        Files.writeString(
                directory.resolve("a.jsonl"),
                """
                {"y":1,"prediction":2}
                {"y":1,"prediction":NaN}

                {"y":1,"p":0.25}
                not JSON
                {"y":[3,3],"prediction":[3,5]}
                """);
        List<String> lines =
                run(
                        """
                        version: 1
                        name: x
                        source: {files: [a.jsonl, none.jsonl]}
                        losses: mse
                        execution: batch
                        """,
                        directory);

        List<JsonNode> letters = JobRuns.ofKind(lines, "dead_letter");
        assertEquals(
                List.of(
                        "prediction: is NaN",
                        "no loss of the job can be computed of p, y",
                        "not valid JSON, or a key twice",
                        "no such file"),
                letters.stream().map(line -> line.get("reason").textValue()).toList());
        assertEquals(23, letters.get(0).get("source_offset").longValue());
        assertEquals(20, letters.get(0).get("offset").longValue());
        JsonNode summary = JobRuns.summary(lines);
        assertEquals(
                "{\"received\":6,\"decoded\":2,\"dead_letter\":4,"
                        + "\"ignored\":0,\"scored\":2,\"late\":0}",
                summary.get("ledger").toString());
        JsonNode mse = summary.get("losses").get("mse");
        assertEquals(5, mse.get("sum").doubleValue());
        assertEquals(5.0 / 3, mse.get("value").doubleValue());
        assertEquals(2, mse.get("clusters").longValue());
        JsonNode line = JobRuns.ofKind(lines, "loss").get(0);
        assertEquals("all", line.get("key").textValue());
        assertTrue(line.get("window_start").isNull());
    }
}
