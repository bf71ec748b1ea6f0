package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePatternsTest {

    @TempDir Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(directory.resolve("a/b"));
        Files.createDirectories(directory.resolve("a/.hidden"));
        for (String name :
                List.of("a/2.json", "a/1.json", "a/b/3.jsonl", "a/.4.json", "a/.hidden/5.json")) {
            Files.createFile(directory.resolve(name));
        }
    }

    @Test
    void aFolderIsAllFilesBelowItButHiddenOnes() throws IOException {
        assertEquals(List.of("a/1.json", "a/2.json", "a/b/3.jsonl"), expand("a"));
    }

    @Test
    void aGlobIsWhatMatches() throws IOException {
        assertEquals(List.of("a/1.json", "a/2.json"), expand("a/*.json"));
        assertEquals(List.of("a/1.json", "a/2.json", "a/b/3.jsonl"), expand("**.{json,jsonl}"));
        assertEquals(List.of("a/2.json"), expand("a/[2-9].json"));
    }

    @Test
    void whatStandsForNothingStaysToBeReported() throws IOException {
        assertEquals(List.of("none/*.json"), expand("none/*.json"));
        assertEquals(List.of("a/*.txt"), expand("a/*.txt"));
        assertEquals(List.of("missing"), expand("missing"));
    }

    @Test
    void aFileNamedTwiceIsReadOnce() throws IOException {
        assertEquals(List.of("a/1.json", "a/2.json"), expand("a/1.json", "a/*.json"));
    }

    private List<String> expand(String... paths) throws IOException {
        return FilePatterns.expand(java.util.Arrays.stream(paths).map(directory::resolve).toList())
                .stream()
                .map(file -> directory.relativize(file).toString())
                .toList();
    }
}
