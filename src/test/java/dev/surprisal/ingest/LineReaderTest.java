package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {

    @TempDir Path directory;

    @Test
    void everyCutGivesEveryLineOnce() throws IOException {
        String text = "first\n\nsecond line\r\n   \nthird\nlast without newline";
        Path file = write(text);
        List<String> expected =
                List.of("0:first", "7:second line\r", "24:third", "30:last without newline");
        for (int cut = 0; cut <= text.length(); cut++) {
            List<String> lines = new ArrayList<>();
            read(file, 0, cut, 1000, lines);
            read(file, cut, text.length() - cut, 1000, lines);

            assertEquals(expected, lines, "cut at " + cut);
        }
    }

    @Test
    void randomTextInRandomRangesLosesNothing() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                text.append(random.nextInt(5) == 0 ? '\n' : (char) ('a' + random.nextInt(3)));
            }
            Path file = write(text.toString());
            List<String> whole = new ArrayList<>();
            read(file, 0, text.length(), 1000, whole);
            List<String> parts = new ArrayList<>();
            for (int from = 0; from < text.length(); ) {
                int length = 1 + random.nextInt(20);
                read(file, from, Math.min(length, text.length() - from), 1000, parts);
                from += length;
            }

            assertEquals(whole, parts, "seed " + seed + " text " + text);
        }
    }

    @Test
    void aLineOverTheLimitIsMeasuredAndNotHeld() throws IOException {
        Path file = write("x".repeat(300_000) + "\nshort\n");
        List<String> lines = new ArrayList<>();
        try (LineReader reader = reader(file, 0, 300_007, 100, false)) {
            reader.next();
            assertEquals(300_000, reader.length());
            assertEquals(0, reader.bytes().length);
            reader.next();
            lines.add(new String(reader.bytes(), StandardCharsets.UTF_8));
        }

        assertEquals(List.of("short"), lines);
    }

    @Test
    void aWholeFileIsOneLine() throws IOException {
        Path file = write("a\n\nb\n");
        List<String> lines = new ArrayList<>();
        try (LineReader reader = reader(file, 0, 5, 100, true)) {
            while (reader.next()) {
                lines.add(new String(reader.bytes(), StandardCharsets.UTF_8));
            }
        }

        assertEquals(List.of("a\n\nb\n"), lines);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("lines.txt"), text);
    }

    private static void read(Path file, long offset, long length, int max, List<String> into)
            throws IOException {
        if (length == 0) {
            return;
        }
        try (LineReader reader = reader(file, offset, length, max, false)) {
            while (reader.next()) {
                into.add(
                        reader.offset() + ":" + new String(reader.bytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private static LineReader reader(Path file, long offset, long length, int max, boolean whole)
            throws IOException {
        InputStream in = Files.newInputStream(file);
        in.skipNBytes(Math.max(0, offset - 1));
        return new LineReader(in, offset, length, max, whole);
    }
}
