package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that follows a folder, whose process is killed twice and told to stop once. */
class MonitorKillITCase {

    private static final Path SAMPLES = Path.of("jobs/samples/monitor");
    private static final int PARTITIONS = 3;
    private static final int LINES = 240;
    private static final int PARTS = 3;
    private static final long SECONDS_MAX = 120;

    /** End of the last window that the lines close. */
    private static final String LAST = "1772438400000";

    @TempDir Path directory;

    @Test
    void itGoesOnFromItsFolderAndWritesTheSameLines() throws Exception {
        Path whole = job("whole");
        append("whole", 0, PARTS);
        run(whole, "whole", true);

        Path cut = job("cut");
        for (int part = 0; part < PARTS; part++) {
            append("cut", part, part + 1);
            run(cut, "cut", part == PARTS - 1);
        }

        List<String> expected = lines("whole");
        assertTrue(expected.size() > 50, "only " + expected.size());
        List<String> written = lines("cut");
        assertEquals(List.of(), shortened(expected, written), "missing");
        assertEquals(List.of(), shortened(written, expected), "too many");
        assertEquals(expected, written);
    }

    /** Of the lines that only the first has, the begins: a line can be long. */
    private static List<String> shortened(List<String> lines, List<String> without) {
        List<String> left = new ArrayList<>(lines);
        without.forEach(left::remove);
        return left.stream().map(line -> line.substring(0, Math.min(300, line.length()))).toList();
    }

    private Path job(String name) throws IOException {
        Files.createDirectories(directory.resolve(name + "/data"));
        Path file = directory.resolve(name + "/job.yaml");
        return Files.writeString(
                file,
                """
                version: 1
                name: killed
                source: {files: data, follow: true}
                group_by: [model, route]
                window: {size: 5m, lateness: 1m, idle: 1h}
                baseline: {documents: 10}
                parallelism: 2
                checkpoint: {interval: 200ms, directory: state}
                sinks: [{file: out}]
                """);
    }

    /** The lines of some of {@value #PARTS} equal parts, at the end of each partition's file. */
    private void append(String name, int from, int to) throws IOException {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<String> lines = sample(partition);
            int each = LINES / PARTS;
            Files.write(
                    directory.resolve(name + "/data/responses-" + partition + ".jsonl"),
                    lines.subList(from * each, to * each),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    private static List<String> sample(int partition) throws IOException {
        Path file = SAMPLES.resolve("responses-" + partition + ".jsonl.gz");
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            return in.lines().limit(LINES).toList();
        }
    }

    private void run(Path job, String name, boolean toTheEnd) throws Exception {
        Process process = JobProcess.start(job);
        try {
            String before = newest(name);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
            while (toTheEnd ? !isWritten(name) : newest(name).equals(before)) {
                boolean ended = process.waitFor(20, TimeUnit.MILLISECONDS);
                assertFalse(ended, () -> "ended too early: " + JobProcess.log(job));
                assertTrue(
                        System.nanoTime() < deadline,
                        () -> "does not go on: " + JobProcess.log(job));
            }
            if (toTheEnd) {
                process.destroy();
                assertTrue(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS));
                assertEquals(0, process.exitValue(), () -> JobProcess.log(job));
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Name of the checkpoint that was completed last: it is of a process and a number. */
    private String newest(String name) throws IOException {
        Path state = directory.resolve(name + "/state");
        if (!Files.isDirectory(state)) {
            return "";
        }
        try (Stream<Path> files = Files.walk(state, 3)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(file -> file.getParent().toString())
                    .sorted()
                    .toList()
                    .toString();
        } catch (UncheckedIOException e) {
            // A checkpoint that was just deleted.
            return "";
        }
    }

    private boolean isWritten(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        read(name, lines);
        return lines.stream().anyMatch(line -> line.contains("\"window_end\":" + LAST));
    }

    /** What is committed before the last window, whose lines may still be on their way. */
    private List<String> lines(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        read(name, lines);
        lines.removeIf(line -> line.contains(LAST));
        lines.replaceAll(line -> line.replace("/" + name + "/", "/"));
        lines.sort(null);
        return lines;
    }

    private void read(String name, List<String> lines) throws IOException {
        Path out = directory.resolve(name + "/out");
        if (Files.isDirectory(out)) {
            new Results(out).forEachLine(lines::add);
        }
    }
}
