package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.testing.JobRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What jobs/samples/monitor/README.md says was planted is what a person is shown. */
class MonitorCliITCase {

    private static final Path JOB = Path.of("jobs/monitor.yaml");
    private static final String SAMPLES = "samples/monitor/*.jsonl.gz";
    private static final String RECORD =
            "{\"schema\":\"surprisal.payload/1\",\"document\":\"d\",\"model\":\"m\","
                    + "\"event_time\":1772452800000,\"logprobs\":[-1,-2]}\n";

    @TempDir Path directory;

    @Test
    void everyPlantedThingIsFoundAndTwoRunsGiveTheSameBytes() throws IOException {
        Cli json = Cli.run("run", JOB.toString(), "--json");
        Cli table = Cli.run("run", alone().toString());

        assertEquals(0, json.code(), json.err());
        assertEquals(0, table.code(), table.err());
        List<String> lines = json.out().lines().toList();
        assertEquals(lines, JobRuns.lines(directory.resolve("out")));
        List<JsonNode> alerts = JobRuns.ofKind(lines, "alert");
        assertFound(alerts, "info revision revision", "tiny-c", "chat", "08:00");
        assertFound(alerts, "info revision revision", "tiny-c", "code", "08:00");
        assertFound(alerts, "warning cusum nll", "tiny-b", "chat", "09:10");
        assertFound(alerts, "warning cusum nll", "tiny-b", "code", "09:00");
        assertFound(alerts, "warning coverage coverage", "tiny-c", "chat", "09:30");
        assertFound(alerts, "page e-sr nll", "tiny-a", "code", "10:00");
        assertFound(alerts, "warning cusum gap", "tiny-a", "code", "10:00");
        assertFound(alerts, "page silence windows", "tiny-c", "chat", "11:00");
        assertFound(alerts, "page silence windows", "tiny-c", "code", "11:00");
        assertEquals(3, alerts.stream().filter(alert -> is(alert, "page")).count());
        assertEquals(24, JobRuns.ofKind(lines, "dead_letter").size());
        assertEquals(20, JobRuns.ofKind(lines, "late").size());
        assertLedgers(JobRuns.ofKind(lines, "ledger"));
        assertTable(table.out());
    }

    /** The same job, in a file of its own, with a folder for its results and one slot. */
    private Path alone() throws IOException {
        String job = Files.readString(JOB);
        assertTrue(job.contains(SAMPLES), job);
        Path samples = JOB.toAbsolutePath().resolveSibling(SAMPLES);
        return Files.writeString(
                directory.resolve("alone.yaml"),
                job.replace(SAMPLES, samples.toString())
                        + "\nparallelism: 1\nsinks:\n  file: out\n");
    }

    private static boolean is(JsonNode alert, String severity) {
        return alert.get("severity").textValue().equals(severity)
                && alert.get("status").textValue().equals("firing");
    }

    private static void assertFound(
            List<JsonNode> alerts, String what, String model, String route, String since) {
        List<String> found =
                alerts.stream()
                        .filter(alert -> alert.get("status").textValue().equals("firing"))
                        .filter(alert -> label(alert, "model").equals(model))
                        .filter(alert -> label(alert, "route").equals(route))
                        .map(MonitorCliITCase::text)
                        .toList();
        String expected = what + " since 2026-03-02T" + since + ":00Z";
        assertTrue(found.contains(expected), expected + " of " + model + " " + route + found);
    }

    private static String label(JsonNode alert, String name) {
        return alert.get("labels").get(name).textValue();
    }

    private static String text(JsonNode alert) {
        return String.join(
                " ",
                alert.get("severity").textValue(),
                alert.get("detector").textValue(),
                alert.get("statistic").textValue(),
                "since",
                Instant.ofEpochMilli(alert.get("since").longValue()).toString());
    }

    private static void assertLedgers(List<JsonNode> lines) {
        for (JsonNode line : lines) {
            JsonNode ledger = line.get("ledger");
            assertEquals(
                    count(ledger, "received"),
                    count(ledger, "decoded", "dead_letter", "ignored"),
                    line.toString());
            assertEquals(
                    count(ledger, "completions"),
                    count(ledger, "scored", "duplicate", "late", "unmeasured", "expired", "open"),
                    line.toString());
        }
        JsonNode last = lines.get(lines.size() - 1).get("ledger");
        assertEquals(2040, count(last, "received"));
        assertEquals(2002, count(last, "completions"));
        assertEquals(14, count(last, "ignored"));
        assertEquals(36, count(last, "duplicate"));
        assertEquals(0, count(last, "open"));
    }

    private static long count(JsonNode ledger, String... lines) {
        long count = 0;
        for (String line : lines) {
            count += ledger.get(line).longValue();
        }
        return count;
    }

    private static void assertTable(String table) {
        List<String> words =
                List.of(
                        "6 keys",
                        "model=tiny-b route=code",
                        "page      e-sr",
                        "page      silence",
                        "dead letters",
                        "the server answered with an error object",
                        "duplicate");
        for (String word : words) {
            assertTrue(table.contains(word), word + " in " + table);
        }
    }

    private Cli run(String job, String... more) throws IOException {
        Files.writeString(directory.resolve("records.jsonl"), RECORD + RECORD);
        Path file = directory.resolve("job.yaml");
        Files.writeString(file, "version: 1\nname: x\n" + job);
        String[] command = new String[2 + more.length];
        command[0] = "run";
        command[1] = file.toString();
        System.arraycopy(more, 0, command, 2, more.length);
        return Cli.run(command);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window: {size: 1m};group_by: [nonsense] | group_by: nonsense is no field",
                "window: {size: 1m};group_by: [header.] | group_by: header. is no field",
                "window: {size: 1m};baseline: {file: none} | baseline.file: ",
                "window: {size: 1m, slide: 7s} | window.slide: does not divide size",
                "window: {size: 1m, gap: 1m} | one of size, gap and tokens",
                "window: {gap: 1m};detect: {false_alarms: 1/90d} | only with windows of a size",
                "detect: {false_alarms: 1/90d} | window: missing",
                "window: {size: 1m};sinks: {file: records.jsonl} | cannot be made a folder"
            })
    void whatMakesNoJobIsRefusedBeforeItStarts(String settings, String message) throws IOException {
        Cli refused = run("source: {files: records.jsonl}\n" + settings.replace(";", "\n"));

        assertEquals(2, refused.code(), refused.err());
        assertTrue(refused.err().contains(message), refused.err());
        assertEquals("", refused.out());
    }

    @Test
    void aJobWithoutAnEndWhoseResultsGoNowhereIsRefused() throws IOException {
        Cli refused = run("source: {files: records.jsonl, follow: true}\nwindow: {size: 1m}\n");

        assertEquals(2, refused.code(), refused.err());
        assertTrue(refused.err().contains("sinks: missing"), refused.err());
    }

    @Test
    void outputsThatAJobLikeThisLacksAreRefusedBeforeItRuns() throws IOException {
        String job = "source: {files: records.jsonl}\nwindow: {size: 1m}\nsinks: {file: out}\n";

        Cli block = run(job, "--output", "llama.cpp");
        Cli gate = run(job, "--fail-if", "nll_mean>1");

        assertEquals(2, block.code(), block.err());
        assertTrue(block.err().contains("llama.cpp"), block.err());
        assertEquals(2, gate.code(), gate.err());
        assertEquals(List.of(), JobRuns.lines(Files.createDirectories(directory.resolve("out"))));
    }

    @Test
    void nothingScoredIsIncompleteAndRepeatsAreNot() throws IOException {
        String job = "source: {files: %s}\nwindow: {size: 1m}\nsinks: {file: %s}\n";
        Files.writeString(directory.resolve("broken.jsonl"), "{\"hello\":1}\n{\"hello\":2}\n\n");

        Cli broken = run(job.formatted("broken.jsonl", "broken"), "--json");
        Cli repeated = run(job.formatted("records.jsonl", "out"), "--json");
        Cli again = run(job.formatted("records.jsonl", "out"));

        assertEquals(3, broken.code(), broken.err());
        assertTrue(broken.err().contains("nothing was scored"), broken.err());
        assertEquals(2, JobRuns.ofKind(broken.out().lines().toList(), "dead_letter").size());
        assertEquals(0, repeated.code(), repeated.err());
        List<JsonNode> windows = JobRuns.ofKind(repeated.out().lines().toList(), "window");
        assertEquals(1, windows.size());
        assertEquals(3, windows.get(0).get("nll_sum").doubleValue());
        assertEquals(2, again.code(), again.err());
        assertTrue(again.err().contains("holds results already"), again.err());
    }
}
