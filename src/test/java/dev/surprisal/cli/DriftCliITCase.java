package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.testing.JobRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person, a logger and a training loop get of the recorded run. */
class DriftCliITCase {

    private static final Path JOB = Path.of("jobs/rlhf-drift.yaml");
    private static final String SAMPLES = "samples/rollouts/*.jsonl.gz";

    @TempDir Path directory;

    /** The same job with more, in a file of its own. */
    private String job(String source, String drift, String more) throws IOException {
        String job = Files.readString(JOB);
        assertTrue(job.contains(SAMPLES), job);
        Path samples = JOB.toAbsolutePath().resolveSibling(SAMPLES);
        String own =
                job.replace("files: " + SAMPLES, "files: " + samples + source)
                        .replace("drift:\n", "drift:\n" + drift);
        return Files.writeString(directory.resolve("job.yaml"), own + "\n" + more).toString();
    }

    @Test
    void theTableShowsStepsFrontierAlertsAndWhatWasSetAside() {
        Cli table = Cli.run("run", JOB.toString());

        assertEquals(0, table.code(), table.err());
        for (String part :
                List.of(
                        "201 steps, all",
                        "201 steps, by env",
                        "201 steps, by turn",
                        "201 steps, by weight_version",
                        "frontier",
                        "mismatch: invalid",
                        "over-optimised",
                        "a roll-out has no mask",
                        "dead_letter")) {
            assertTrue(table.out().contains(part), part + " is not in\n" + table.out());
        }
    }

    @Test
    void aPageOpensTheGate() throws IOException {
        String job = job("", "  gate: gate.json\n  scalars: scalars\n", "sinks: {file: out}\n");
        Cli run = Cli.run("run", job, "--json");

        assertEquals(1, run.code(), run.err());
        assertEquals(run.out().lines().toList(), JobRuns.lines(directory.resolve("out")));
        JsonNode page = JobRuns.parse(Files.readString(directory.resolve("gate.json")));
        assertEquals("page", page.get("severity").textValue());
        assertEquals("firing", page.get("status").textValue());
        assertScalars(run.out().lines().toList());

        Cli again = Cli.run("run", job);
        assertEquals(2, again.code());
        assertTrue(again.err().contains("holds results already"), again.err());
        String gated = job("", "  gate: gate.json\n", "");
        assertTrue(Cli.run("run", gated).err().contains("is there already"), "gate");
    }

    /** As many as steps and groups, with the same numbers. */
    private void assertScalars(List<String> lines) {
        List<String> scalars = JobRuns.lines(directory.resolve("scalars"));
        assertEquals(JobRuns.ofKind(lines, "step").size(), scalars.size());
        JsonNode first = JobRuns.parse(scalars.get(0));
        assertEquals(0, first.get("step").intValue());
        JsonNode math =
                scalars.stream()
                        .map(JobRuns::parse)
                        .filter(line -> line.has("env/math/kl"))
                        .filter(line -> line.get("step").intValue() == 90)
                        .findFirst()
                        .orElseThrow();
        JsonNode step =
                JobRuns.ofKind(lines, "step").stream()
                        .filter(line -> line.get("key").textValue().equals("env=math"))
                        .filter(line -> line.get("step").intValue() == 90)
                        .findFirst()
                        .orElseThrow();
        assertEquals(step.get("values").get("kl"), math.get("env/math/kl"));
        assertTrue(math.has("env/math/verl/actor/kl_loss"), math.toString());
    }

    @Test
    void aJobWithoutAnEndEndsWithTheFirstPage() throws IOException {
        String job =
                job(
                        "\n  follow: true",
                        "  gate: gate.json\n  stop: true\n",
                        "sinks: {file: out}\n");
        Cli run = Cli.run("run", job);

        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("gate.json is there"), run.err());
        List<String> lines = JobRuns.lines(directory.resolve("out"));
        assertFalse(JobRuns.ofKind(lines, "step").isEmpty());
        assertFalse(JobRuns.ofKind(lines, "alert").isEmpty());
    }

    @Test
    void whatIsNotOfSuchAJobIsRefused() {
        assertEquals(2, Cli.run("run", JOB.toString(), "--fail-if", "kl>1").code());
        assertEquals(2, Cli.run("run", JOB.toString(), "--output", "llama_cpp").code());
    }
}
