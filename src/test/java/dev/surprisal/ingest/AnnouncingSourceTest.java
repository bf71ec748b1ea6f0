package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Payload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.PendingSplitsCheckpoint;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Around Flink's own source of files. */
class AnnouncingSourceTest {

    private static final int LENGTH = "{\"n\":1}\n{\"n\":2}\n".length();

    @TempDir Path folder;

    private Path a;
    private Path b;

    @BeforeEach
    void writeFiles() throws Exception {
        a = Files.writeString(folder.resolve("a"), "{\"n\":1}\n{\"n\":2}\n");
        b = Files.writeString(folder.resolve("b"), "{\"n\":3}\n{\"n\":4}\n");
    }

    private AnnouncingSource<FileSourceSplit, PendingSplitsCheckpoint<FileSourceSplit>> source() {
        PayloadFileFormat format =
                new PayloadFileFormat(
                        Map.of(
                                a.toString(),
                                new PayloadFile(a.toString(), "a", null),
                                b.toString(),
                                new PayloadFile(b.toString(), "b", null)),
                        1000);
        FileSource<Payload> files =
                FileSource.forBulkFileFormat(format, flinkPath(a), flinkPath(b)).build();
        return new AnnouncingSource<>(files, split -> split.path().getName());
    }

    private static org.apache.flink.core.fs.Path flinkPath(Path path) {
        return new org.apache.flink.core.fs.Path(path.toString());
    }

    private static FileSourceSplit split(Path path, int from, int length) {
        return new FileSourceSplit(path + "@" + from, flinkPath(path), from, length, 0, LENGTH);
    }

    @Test
    void everyPartitionIsAnnouncedBeforeAnyPayloadAndEndsAfterItsLast() throws Exception {
        try (var drive = new ReaderDrive<>(source())) {
            drive.reader.addSplits(List.of(split(a, 0, LENGTH), split(b, 0, LENGTH)));
            drive.reader.notifyNoMoreSplits();

            assertEquals(
                    List.of(
                            "BEGAN a",
                            "BEGAN b",
                            "NO_MORE",
                            "a@0: {\"n\":1}",
                            "a@8: {\"n\":2}",
                            "ENDED a",
                            "b@0: {\"n\":3}",
                            "b@8: {\"n\":4}",
                            "ENDED b"),
                    drive.untilEnd());
        }
    }

    @Test
    void partitionEndsWithTheLastOfItsSplits() throws Exception {
        try (var drive = new ReaderDrive<>(source())) {
            drive.reader.addSplits(List.of(split(a, 0, 8), split(a, 8, 8)));
            drive.reader.notifyNoMoreSplits();

            List<String> words = drive.untilEnd();

            assertEquals(words.size() - 1, words.indexOf("ENDED a"), words.toString());
            assertEquals("a@8: {\"n\":2}", words.get(words.size() - 2));
        }
    }

    @Test
    void waitingTaskIsToldOfAPartitionThatHasNothingYet() throws Exception {
        try (var drive = new ReaderDrive<>(source())) {
            assertEquals(InputStatus.NOTHING_AVAILABLE, drive.reader.pollNext(drive));
            CompletableFuture<Void> waiting = drive.reader.isAvailable();
            assertFalse(waiting.isDone());

            drive.reader.notifyNoMoreSplits();

            assertTrue(waiting.isDone());
            assertEquals(List.of("NO_MORE"), drive.until(1));
        }
    }

    @Test
    void restoredSplitsAreAnnouncedAgainAndGoOn() throws Exception {
        List<FileSourceSplit> state;
        try (var drive = new ReaderDrive<>(source())) {
            drive.reader.addSplits(List.of(split(a, 0, LENGTH), split(b, 0, LENGTH)));
            drive.until(3);
            state = new ArrayList<>(drive.reader.snapshotState(1));
        }

        try (var drive = new ReaderDrive<>(source())) {
            drive.reader.addSplits(state);
            drive.reader.notifyNoMoreSplits();
            List<String> words = drive.untilEnd();

            assertEquals(Set.of("BEGAN a", "BEGAN b", "NO_MORE"), Set.copyOf(words.subList(0, 3)));
            assertFalse(words.contains("a@0: {\"n\":1}"), words.toString());
            assertTrue(words.contains("a@8: {\"n\":2}"), words.toString());
        }
    }
}
