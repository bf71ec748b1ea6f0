package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.api.connector.source.mocks.MockSplitEnumeratorContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With Flink's own test context, whose clock is the test. */
class FolderEnumeratorTest {

    @TempDir Path folder;

    private FolderSpec spec(boolean follow, String... patterns) {
        return new FolderSpec(
                folder.toString(), List.of(patterns), follow, Duration.ofHours(1), 1000);
    }

    private void write(String... names) throws Throwable {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "{}\n");
        }
    }

    /** Names of all files that were given away, by reader. */
    private static Map<Integer, List<String>> given(
            MockSplitEnumeratorContext<FolderSplit> context) {
        Map<Integer, List<String>> given = new TreeMap<>();
        for (SplitsAssignment<FolderSplit> assignment : context.getSplitsAssignmentSequence()) {
            assignment
                    .assignment()
                    .forEach(
                            (reader, splits) ->
                                    splits.forEach(
                                            split ->
                                                    given.computeIfAbsent(
                                                                    reader,
                                                                    none -> new ArrayList<>())
                                                            .add(split.splitId())));
        }
        return given;
    }

    private static void register(
            MockSplitEnumeratorContext<FolderSplit> context, FolderEnumerator files, int reader) {
        context.registerReader(new ReaderInfo(reader, "here"));
        files.addReader(reader);
    }

    @Test
    void allFilesAreGivenAtOnceInTheOrderOfTheirNames() throws Throwable {
        write("a/2", "a/1", "b/1", "b/deep/1");
        try (var context = new MockSplitEnumeratorContext<FolderSplit>(2)) {
            FolderEnumerator files =
                    new FolderEnumerator(spec(false, "b", "a/*"), context, FolderState.empty());
            files.start();
            register(context, files, 1);
            assertFalse(context.hasNoMoreSplits(1));
            context.runNextOneTimeCallable();
            register(context, files, 0);

            assertEquals(
                    Map.of(0, List.of("a/1#0", "b/1#2"), 1, List.of("a/2#1", "b/deep/1#3")),
                    given(context));
            assertEquals(2, context.getSplitsAssignmentSequence().size());
            assertTrue(context.hasNoMoreSplits(0) && context.hasNoMoreSplits(1));
        }
    }

    @Test
    void unfinishedFilesAreNotLookedAt() throws Throwable {
        write("a", ".b", "_c", "d.tmp", "e.part", "f.inprogress", ".g/h", "_i/j", "k/l");
        assertEquals(
                List.of("a", "k/l"),
                new FolderListing(spec(true, "."))
                        .files().stream().map(file -> folder.relativize(file).toString()).toList());
        assertEquals(1, new FolderListing(spec(true, "_c")).files().size());
        assertEquals(List.of(), new FolderListing(spec(true, "none", "*.x")).files());
        assertEquals(2, new FolderListing(spec(false, "none", "*.x")).files().size());
    }

    @Test
    void newFilesAreGivenAndKnownOnesAreNot() throws Throwable {
        write("b");
        try (var context = new MockSplitEnumeratorContext<FolderSplit>(1)) {
            FolderEnumerator files =
                    new FolderEnumerator(spec(true, "."), context, FolderState.empty());
            files.start();
            register(context, files, 0);
            context.runPeriodicCallable(0);
            write("a");
            context.runPeriodicCallable(0);
            context.runPeriodicCallable(0);

            assertEquals(Map.of(0, List.of("b#0", "a#1")), given(context));
            assertFalse(context.hasNoMoreSplits(0));
        }
    }

    @Test
    void fileThatWentAwayIsForgottenAndFoundAnew() throws Throwable {
        write("a", "b");
        try (var context = new MockSplitEnumeratorContext<FolderSplit>(1)) {
            FolderEnumerator files =
                    new FolderEnumerator(spec(true, "."), context, FolderState.empty());
            files.start();
            register(context, files, 0);
            context.runPeriodicCallable(0);

            Files.delete(folder.resolve("a"));
            context.runPeriodicCallable(0);
            assertEquals(1, files.snapshotState(1).known().size());
            files.notifyCheckpointComplete(1);
            write("a");
            context.runPeriodicCallable(0);
            // The reader saw b missing for a moment in which nobody looked at the folder.
            files.handleSourceEvent(0, new FileGone(1));
            context.runPeriodicCallable(0);

            assertEquals(Map.of(0, List.of("a#0", "b#1", "a#2", "b#3")), given(context));
            assertEquals(List.of(new FileGone(1)), context.getSentSourceEvent().get(0));
        }
    }

    @Test
    void restoredEnumeratorGivesWhatNobodyHasAndNothingElse() throws Throwable {
        write("a", "b");
        FolderState state;
        try (var context = new MockSplitEnumeratorContext<FolderSplit>(2)) {
            FolderEnumerator files =
                    new FolderEnumerator(spec(true, "."), context, FolderState.empty());
            files.start();
            register(context, files, 0);
            context.runPeriodicCallable(0);
            state = files.snapshotState(1);
        }
        byte[] bytes = FolderState.SERIALIZER.serialize(state);
        assertEquals(state, FolderState.SERIALIZER.deserialize(1, bytes));

        write("c");
        try (var context = new MockSplitEnumeratorContext<FolderSplit>(1)) {
            FolderEnumerator files = new FolderEnumerator(spec(true, "."), context, state);
            files.start();
            register(context, files, 0);
            context.runPeriodicCallable(0);

            assertEquals(Map.of(0, List.of("b#1", "c#2")), given(context));
        }
    }

    @Test
    void filesThatAFailedReaderHadAreGivenAgain() throws Throwable {
        write("a");
        try (var context = new MockSplitEnumeratorContext<FolderSplit>(1)) {
            FolderEnumerator files =
                    new FolderEnumerator(spec(false, "."), context, FolderState.empty());
            files.start();
            register(context, files, 0);
            context.runNextOneTimeCallable();
            context.unregisterReader(0);
            files.addSplitsBack(
                    context.getSplitsAssignmentSequence().get(0).assignment().get(0), 0);
            register(context, files, 0);

            assertEquals(Map.of(0, List.of("a#0", "a#0")), given(context));
        }
    }

    @Test
    void nothingIsSentWhileACheckpointIsUnderWay() throws Throwable {
        write("a");
        try (var context = new MockSplitEnumeratorContext<FolderSplit>(1)) {
            FolderEnumerator files =
                    new FolderEnumerator(spec(true, "."), context, FolderState.empty());
            files.start();
            register(context, files, 0);
            context.runPeriodicCallable(0);

            files.snapshotState(1);
            write("b");
            context.runPeriodicCallable(0);
            files.handleSourceEvent(0, new FileGone(0));
            assertEquals(1, files.snapshotState(2).waiting().size());
            files.notifyCheckpointComplete(1);
            assertEquals(Map.of(0, List.of("a#0")), given(context));
            assertEquals(Map.of(), context.getSentSourceEvent());

            files.notifyCheckpointAborted(2);
            assertEquals(Map.of(0, List.of("a#0", "b#1")), given(context));
            assertEquals(List.of(new FileGone(0)), context.getSentSourceEvent().get(0));
        }
    }

    /** Flink 2.3 does not always say that a checkpoint was aborted when a reader failed. */
    @Test
    void readerThatComesBackGetsItsFilesAtOnce() throws Throwable {
        try (var context = new MockSplitEnumeratorContext<FolderSplit>(1)) {
            FolderEnumerator files =
                    new FolderEnumerator(spec(false, "."), context, FolderState.empty());
            files.start();
            register(context, files, 0);
            files.snapshotState(1);
            write("a");
            context.runNextOneTimeCallable();
            assertFalse(context.hasNoMoreSplits(0));
            context.unregisterReader(0);
            register(context, files, 0);

            assertEquals(Map.of(0, List.of("a#0")), given(context));
            assertTrue(context.hasNoMoreSplits(0));
        }
    }

    @Test
    void valuesThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> spec(true));
        assertThrows(
                IllegalArgumentException.class,
                () -> new FolderSpec("r", List.of("a"), true, Duration.ZERO, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new FolderSpec("r", List.of("a"), true, Duration.ofSeconds(1), 0));
    }
}
