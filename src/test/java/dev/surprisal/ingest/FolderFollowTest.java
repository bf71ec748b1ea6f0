package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that grow, are replaced, and go away while they are followed. */
class FolderFollowTest {

    @TempDir Path folder;

    private ReaderDrive<FolderSplit> drive;

    @BeforeEach
    void start() throws Exception {
        FolderSpec spec =
                new FolderSpec(
                        folder.toString(), List.of("."), true, Duration.ofMillis(1), 100_000);
        drive = new ReaderDrive<>(FolderSource.of(spec));
    }

    @AfterEach
    void stop() throws Exception {
        drive.close();
    }

    private void follow(String name, long number) {
        drive.reader.addSplits(
                List.of(FolderSplit.start(folder.resolve(name).toString(), name, number)));
    }

    private void append(String name, String text) throws Exception {
        Files.writeString(
                folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private List<String> last(int count) {
        return drive.words.subList(drive.words.size() - count, drive.words.size());
    }

    @Test
    void linesThatAreAppendedAreRead() throws Exception {
        append("a", "{\"n\":1}\n");
        follow("a", 0);
        drive.until(2);

        append("a", "{\"n\":2}\n");
        drive.until(3);
        append("a", "{\"n\":3}\n{\"n\":4}\n");
        drive.until(5);

        assertEquals(
                List.of(
                        "BEGAN a",
                        "a@0: {\"n\":1}",
                        "a@8: {\"n\":2}",
                        "a@16: {\"n\":3}",
                        "a@24: {\"n\":4}"),
                drive.words);
    }

    @Test
    void unfinishedLineWaitsForTheRest() throws Exception {
        append("a", "{\"n\":1}\n{\"n\":");
        follow("a", 0);
        drive.until(2);
        // b is read after a has been looked at again.
        append("b", "{\"n\":1}\n");
        follow("b", 1);
        drive.until(4);

        append("a", "2}\n");
        drive.until(5);

        assertEquals(List.of("BEGAN b", "b@0: {\"n\":1}", "a@8: {\"n\":2}"), last(3));
    }

    @Test
    void completeValueDoesNotWaitForItsNewlineAndDoesNotComeTwice() throws Exception {
        append("a", "{\"n\":1}\n{\"n\":2}");
        follow("a", 0);
        drive.until(3);

        append("a", "\r\n{\"n\":3}\n");
        drive.until(4);

        assertEquals(List.of("a@8: {\"n\":2}", "a@17: {\"n\":3}"), last(2));
    }

    @Test
    void emptyFileIsWaitedForAndAnnounced() throws Exception {
        append("a", "");
        follow("a", 0);
        drive.until(1);

        append("a", "{\"n\":1}\n");

        assertEquals(List.of("BEGAN a", "a@0: {\"n\":1}"), drive.until(2));
    }

    @Test
    void unfinishedFirstLineDoesNotMakeADocument() throws Exception {
        append("a", "{");
        follow("a", 0);
        drive.until(1);
        append("a", "\"n\":1}\n{\"n\":2}\n");

        assertEquals(List.of("BEGAN a", "a@0: {\"n\":1}", "a@8: {\"n\":2}"), drive.until(3));
    }

    @Test
    void linesOfNonsenseDoNotMakeADocument() throws Exception {
        append("a", "<html>\n<body>\n");
        follow("a", 0);
        append("a", "{\"n\":1}\n");

        assertEquals(
                List.of("BEGAN a", "a@0: <html>", "a@7: <body>", "a@14: {\"n\":1}"),
                drive.until(4));
    }

    @Test
    void wholeFileIsReadOnceAndEnds() throws Exception {
        append("a", "data: {}\n\ndata: [DONE]\n\n");
        follow("a", 0);

        assertEquals(
                List.of("BEGAN a", "a@0: data: {}\n\ndata: [DONE]\n\n", "ENDED a"), drive.until(3));
    }

    @Test
    void fileThatWasCutIsReadFromItsBeginning() throws Exception {
        append("a", "{\"n\":1}\n{\"n\":2}\n");
        follow("a", 0);
        drive.until(3);

        Files.writeString(folder.resolve("a"), "{\"n\":5}\n");
        drive.until(4);

        assertEquals(List.of("a@0: {\"n\":5}"), last(1));
        assertEquals("a~1", drive.payloads.get(3).documentName());
    }

    @Test
    void longerFileThatTookItsPlaceIsReadFromItsBeginning() throws Exception {
        append("a", "{\"n\":1}\n");
        follow("a", 0);
        drive.until(2);

        Path other = folder.resolve("a.tmp");
        Files.writeString(other, "{\"m\":1}\n{\"m\":2}\n");
        Files.move(
                other,
                folder.resolve("a"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
        drive.until(4);

        assertEquals(List.of("a@0: {\"m\":1}", "a@8: {\"m\":2}"), last(2));
        assertEquals("a~1@000000000008", drive.payloads.get(3).documentName());
    }

    @Test
    void fileThatTookItsPlaceWhileNobodyLookedIsReadFromItsBeginning() throws Exception {
        append("a", "{\"n\":1}\n");
        follow("a", 0);
        drive.until(2);
        List<FolderSplit> state = drive.reader.snapshotState(1);
        stop();

        Files.writeString(folder.resolve("a"), "{\"m\":1}\n{\"m\":2}\n");
        start();
        drive.reader.addSplits(state);

        assertEquals(List.of("BEGAN a", "a@0: {\"m\":1}", "a@8: {\"m\":2}"), drive.until(3));
    }

    @Test
    void fileThatIsGoneEndsOnceTheEnumeratorHasForgottenIt() throws Exception {
        append("a", "{\"n\":1}\n");
        follow("a", 7);
        drive.until(2);

        Files.delete(folder.resolve("a"));
        FileGone gone = (FileGone) drive.untilEvent();
        assertEquals(7, gone.number());
        assertEquals(2, drive.words.size());
        assertEquals(1, drive.reader.snapshotState(1).size());
        drive.reader.handleSourceEvents(gone);
        drive.until(3);

        assertEquals(List.of("ENDED a"), last(1));
        assertEquals(List.of(), drive.reader.snapshotState(2));
    }

    @Test
    void fileThatCameBackTakesThePlaceOfTheOneThatWasThere() throws Exception {
        append("a", "{\"n\":1}\n");
        follow("a", 0);
        drive.until(2);

        Files.delete(folder.resolve("a"));
        drive.untilEvent();
        append("a", "{\"m\":1}\n");
        follow("a", 1);
        drive.until(4);
        append("a", "{\"m\":2}\n");
        drive.until(5);

        assertEquals(
                List.of("BEGAN a", "a@0: {\"n\":1}", "BEGAN a", "a@0: {\"m\":1}", "a@8: {\"m\":2}"),
                drive.words);
        assertEquals(1, drive.reader.snapshotState(1).size());
    }
}
