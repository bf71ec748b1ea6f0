package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.testing.JobRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses of a folder that is followed, as a person runs them. */
class LossLiveCliITCase {

    private static final Path SAMPLE = Path.of("jobs/samples/losses/judges.jsonl");
    private static final long SECONDS_MAX = 120;

    /** In the sample's second hour. */
    private static final int CUT = 70;

    /** Two judges and two losses in each hour that closes by itself. */
    private static final int CLOSED = 4;

    private static final String JOB =
            """
            version: 1
            name: followed
            source: {files: data, follow: true}
            group_by: source
            window: {size: 1h, lateness: 1m, idle: 1h}
            losses: [bce, ece]
            parallelism: 1
            checkpoint: {interval: 200ms, directory: state}
            sinks: {file: out}
            """;

    @TempDir Path directory;

    @Test
    void aKilledJobGoesOnAndOneThatIsToldToStopDoesSo() throws Exception {
        List<String> lines = Files.readAllLines(SAMPLE);
        Path data = Files.createDirectories(directory.resolve("data")).resolve("judges.jsonl");
        Path job = Files.writeString(directory.resolve("job.yaml"), JOB);

        Files.write(data, lines.subList(0, CUT));
        run(job, CLOSED, false);
        Files.write(data, lines.subList(CUT, lines.size()), StandardOpenOption.APPEND);
        run(job, 2 * CLOSED, true);

        String log = JobProcess.log(job);
        assertTrue(log.contains("followed: going on from "), log);
        assertTrue(log.contains("its state is kept in "), log);
        List<String> written = JobRuns.lines(directory.resolve("out"));
        assertEquals(2 * CLOSED, losses(written).size(), written.toString());
        assertTrue(losses(whole()).containsAll(losses(written)), written.toString());
    }

    private void run(Path job, int wanted, boolean stop) throws Exception {
        Process process = JobProcess.start(job);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
            while (losses(JobRuns.lines(Files.createDirectories(directory.resolve("out")))).size()
                    < wanted) {
                boolean ended = process.waitFor(20, TimeUnit.MILLISECONDS);
                assertFalse(ended, () -> "ended too early: " + JobProcess.log(job));
                assertTrue(System.nanoTime() < deadline, () -> JobProcess.log(job));
            }
            if (stop) {
                process.destroy();
                assertTrue(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS));
                assertEquals(0, process.exitValue(), () -> JobProcess.log(job));
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static List<String> losses(List<String> lines) {
        return lines.stream().filter(line -> line.contains("\"kind\":\"loss\"")).toList();
    }

    /** The same job to the end of what is there. */
    private List<String> whole() throws IOException {
        Path job =
                Files.writeString(
                        directory.resolve("whole.yaml"),
                        JOB.replace(", follow: true", "")
                                .replaceAll("(?m)^(checkpoint|sinks):.*\\n", ""));
        Cli run = Cli.run("run", job.toString(), "--json");
        assertEquals(0, run.code(), run.err());
        return run.out().lines().toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sinks: {file: out} | window: missing",
                "window: {size: 1h} | sinks: missing",
                "window: {size: 1h};sinks: {webhook: \"http://localhost/\"} | only file and kafka",
                "window: {size: 1h};sinks: {file: out};execution: batch | execution: batch"
            })
    void whatMakesNoJobIsRefusedBeforeItStarts(String settings, String message) throws IOException {
        Path job =
                Files.writeString(
                        directory.resolve("job.yaml"),
                        "version: 1\nname: x\nsource: {files: data, follow: true}\nlosses: mse\n"
                                + settings.replace(";", "\n"));

        Cli refused = Cli.run("run", job.toString());

        assertEquals(2, refused.code(), refused.err());
        assertTrue(refused.err().contains(message), refused.err());
        assertEquals("", refused.out());
    }

    @Test
    void aGateWithoutAnEndIsRefused() throws IOException {
        Path job = Files.writeString(directory.resolve("job.yaml"), JOB);

        Cli refused = Cli.run("run", job.toString(), "--fail-if", "losses.bce.value>1");

        assertEquals(2, refused.code(), refused.err());
        assertTrue(
                refused.err().contains("--fail-if: a job of losses without an end"), refused.err());
    }
}
