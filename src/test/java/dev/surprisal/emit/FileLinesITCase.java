package dev.surprisal.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a job without an end, on a disk that has room and on one that has none. */
class FileLinesITCase {

    private static final int LINES = 400;

    @TempDir Path directory;

    @Test
    void aFileOutlastsACheckpoint() throws Exception {
        SinkRuns.run(Sinks.files(FileSinkSpec.standard(directory.toUri())), LINES, 0);

        assertEquals(SinkRuns.lines(LINES), lines());
        // One of each of the two subtasks, though there were ten checkpoints.
        assertTrue(finished().size() <= 2, finished().toString());
    }

    @Test
    void aFileEndsWhenItIsLargeEnough() throws Exception {
        FileSinkSpec small =
                new FileSinkSpec(
                        directory.toUri(), 5000, Duration.ofHours(1), Duration.ofHours(1), false);

        SinkRuns.run(Sinks.files(small), LINES, 0);

        assertEquals(SinkRuns.lines(LINES), lines());
        for (Path file : finished()) {
            // The line that crosses the limit is still written.
            assertTrue(Files.size(file) < 5400, file + " has " + Files.size(file));
        }
    }

    @Test
    void eachDayHasAFolder() throws Exception {
        FileSinkSpec daily =
                new FileSinkSpec(
                        directory.toUri(), 5000, Duration.ofHours(1), Duration.ofHours(1), true);

        SinkRuns.run(Sinks.files(daily), LINES, 0);

        assertEquals(SinkRuns.lines(LINES), lines());
        for (Path file : finished()) {
            LocalDate.parse(directory.relativize(file.getParent()).toString());
        }
    }

    @Test
    void linesAfterCrashesAreThereOnceEach() throws Exception {
        SinkRuns.run(Sinks.files(FileSinkSpec.standard(directory.toUri())), LINES, 3);

        assertEquals(3, SinkRuns.Crash.crashes.get());
        assertEquals(SinkRuns.lines(LINES), lines());
    }

    @Test
    void aDiskThatWasFullForAWhileLosesNothing() throws Exception {
        int refusals = 2;
        FullDisk.refusals.set(refusals);

        SinkRuns.run(Sinks.files(fullDisk()), LINES, refusals, new SinkRuns.Crash(0));

        assertEquals(0, FullDisk.refusals.get());
        assertEquals(SinkRuns.lines(LINES), lines());
    }

    @Test
    void aDiskThatStaysFullStopsTheJobWithTheReason() throws Exception {
        FullDisk.refusals.set(Integer.MAX_VALUE);

        Exception stopped =
                assertThrows(
                        Exception.class,
                        () ->
                                SinkRuns.run(
                                        Sinks.files(fullDisk()), LINES, 2, new SinkRuns.Crash(0)));

        FullDisk.refusals.set(0);
        assertTrue(
                ExceptionUtils.findThrowableWithMessage(stopped, "No space left on device")
                        .isPresent());
        // What was committed before is whole, and there once.
        List<String> kept = lines();
        assertEquals(kept.size(), new HashSet<>(kept).size());
        assertTrue(new HashSet<>(SinkRuns.lines(LINES)).containsAll(kept));
    }

    private FileSinkSpec fullDisk() {
        return FileSinkSpec.standard(URI.create("fulldisk://" + directory.toUri().getPath()));
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : finished()) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines.stream().sorted().toList();
    }

    private List<Path> finished() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(Sinks.SUFFIX))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }
}
