package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are there and stay as they are. */
class FolderSourceTest {

    private static final int LIMIT = 100_000;

    @TempDir Path folder;

    private FolderSpec spec() {
        return new FolderSpec(folder.toString(), List.of("."), false, Duration.ofMillis(1), LIMIT);
    }

    private FolderSplit split(String name, long number) {
        return FolderSplit.start(folder.resolve(name).toString(), name, number);
    }

    /** Everything that the reader says of some files. */
    private List<String> read(String... names) throws Exception {
        try (var drive = new ReaderDrive<>(FolderSource.of(spec()))) {
            List<FolderSplit> splits = new ArrayList<>();
            for (String name : names) {
                splits.add(split(name, splits.size()));
            }
            drive.reader.addSplits(splits);
            drive.reader.notifyNoMoreSplits();
            return drive.untilEnd();
        }
    }

    private static byte[] gzip(String text) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void linesAreReadToTheEndThatHasNoNewline() throws Exception {
        Files.writeString(folder.resolve("a"), "{\"n\":1}\r\n\n{\"n\":2}\n{\"n\":");

        assertEquals(
                List.of(
                        "BEGAN a",
                        "NO_MORE",
                        "a@0: {\"n\":1}",
                        "a@10: {\"n\":2}",
                        "a@18: {\"n\":",
                        "ENDED a"),
                read("a"));
    }

    @Test
    void filesAreReadSideBySide() throws Exception {
        String line = "{\"x\":\"" + "-".repeat(90_000) + "\"}\n";
        Files.writeString(folder.resolve("a"), line.repeat(10));
        Files.writeString(folder.resolve("b"), line.repeat(10));

        List<String> words = read("a", "b");
        int firstOfB =
                words.indexOf(words.stream().filter(w -> w.startsWith("b@")).findAny().get());

        assertEquals("NO_MORE", words.get(2));
        assertEquals(25, words.size());
        // After a piece of 256 KiB it is the other's turn.
        assertEquals(6, firstOfB);
    }

    @Test
    void nothingThatWasNamedGoesUnmentioned() throws Exception {
        Files.createFile(folder.resolve("empty"));
        Files.writeString(folder.resolve("blank"), " \n\n");
        Files.createDirectory(folder.resolve("folder"));

        assertEquals(
                List.of(
                        "empty@0! the file is empty",
                        "ENDED empty",
                        "blank@0! the file holds nothing but blanks",
                        "ENDED blank",
                        "folder@0! cannot be read: a directory without files",
                        "ENDED folder",
                        "none@0! no such file",
                        "ENDED none"),
                read("empty", "blank", "folder", "none").subList(5, 13));
    }

    @Test
    void lineOverTheLimitIsAFaultAndTheNextIsRead() throws Exception {
        Files.writeString(folder.resolve("a"), "x".repeat(1 << 20) + "\n{\"n\":2}\n");

        assertEquals(
                List.of(
                        "a@0! payload of 1048576 bytes; the limit is 100000",
                        "a@1048577: {\"n\":2}",
                        "ENDED a"),
                read("a").subList(2, 5));
    }

    @Test
    void compressedFilesAreReadByTheirContent() throws Exception {
        byte[] lines = "{\"n\":1}\n{\"n\":2}\n".getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("a"), gzip("{\"n\":1}\n{\"n\":2}\n"));
        Files.write(folder.resolve("b"), Zstd.compress(lines));

        assertEquals(
                List.of(
                        "a@0: {\"n\":1}",
                        "a@8: {\"n\":2}",
                        "ENDED a",
                        "b@0: {\"n\":1}",
                        "b@8: {\"n\":2}",
                        "ENDED b"),
                read("a", "b").subList(3, 9));
    }

    @Test
    void compressedFileThatWasCutCountsAsFarAsItGoes() throws Exception {
        byte[] whole = gzip("{\"n\":1}\n".repeat(20_000));
        Files.write(folder.resolve("a"), Arrays.copyOf(whole, whole.length / 2));

        List<String> words = read("a");

        assertEquals("a@0: {\"n\":1}", words.get(2));
        assertEquals("ENDED a", words.get(words.size() - 1));
        String fault = words.get(words.size() - 2);
        assertEquals("a@0! the compressed file is damaged", fault.substring(0, 35));
    }

    @Test
    void fileOfOnePayloadIsOne() throws Exception {
        Files.writeString(folder.resolve("a"), "data: {}\n\ndata: [DONE]\n");

        assertEquals(
                List.of("a@0: data: {}\n\ndata: [DONE]\n", "ENDED a"), read("a").subList(2, 4));
    }

    @Test
    void documentsAreCalledByFileAndOffset() throws Exception {
        Files.writeString(folder.resolve("a"), "{\"n\":1}\n{\"n\":2}\n");

        try (var drive = new ReaderDrive<>(FolderSource.of(spec()))) {
            drive.reader.addSplits(List.of(split("a", 0)));
            drive.until(3);

            assertEquals("a", drive.payloads.get(1).documentName());
            assertEquals("a@000000000008", drive.payloads.get(2).documentName());
            assertEquals(7, drive.payloads.get(2).origin().length());
        }
    }

    /** Stops and goes on from the reader's state, anywhere, again and again. */
    @Test
    void everyPayloadComesOnceHoweverOftenTheReaderIsRestored() throws Exception {
        Random random = new Random(4);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            lines.append("{\"n\":\"").append("9".repeat(random.nextInt(3000))).append("\"}\n");
        }
        Files.writeString(folder.resolve("lines"), lines);
        Files.write(folder.resolve("gzip"), gzip(lines.toString()));
        Files.writeString(folder.resolve("whole"), "data: {}\n\ndata: [DONE]\n");
        Files.createFile(folder.resolve("empty"));
        Files.write(folder.resolve("cut"), Arrays.copyOf(gzip("{}\n".repeat(9)), 12));
        List<String> expected = payloads(read("lines", "gzip", "whole", "empty", "cut"));

        List<String> got = new ArrayList<>();
        List<FolderSplit> state =
                List.of(
                        split("lines", 0),
                        split("gzip", 1),
                        split("whole", 2),
                        split("empty", 3),
                        split("cut", 4));
        int restarts = 0;
        while (!state.isEmpty()) {
            try (var drive = new ReaderDrive<>(FolderSource.of(spec()))) {
                drive.reader.addSplits(state);
                int more = state.size() + 1 + random.nextInt(40);
                drive.reader.notifyNoMoreSplits();
                drive.untilOrEnd(more);
                got.addAll(payloads(drive.words));
                state = restored(drive.reader.snapshotState(restarts++));
            }
        }

        assertTrue(restarts >= 10, "restarts " + restarts);
        assertTrue(expected.size() > 802, "payloads " + expected.size());
        assertEquals(expected.stream().sorted().toList(), got.stream().sorted().toList());
    }

    private static List<String> payloads(List<String> words) {
        return words.stream().filter(word -> word.contains("@")).toList();
    }

    private static List<FolderSplit> restored(List<FolderSplit> splits) throws Exception {
        List<FolderSplit> restored = new ArrayList<>();
        for (FolderSplit split : splits) {
            byte[] bytes = FolderSplit.SERIALIZER.serialize(split);
            restored.add(FolderSplit.SERIALIZER.deserialize(1, bytes));
        }
        assertEquals(splits, restored);
        return restored;
    }
}
