package dev.surprisal.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads what a job left in its result folder. */
public final class JobRuns {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JobRuns() {}

    /** All result lines, in the order of the file. */
    public static List<String> lines(Path directory) {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".jsonl") && !name.startsWith(".")) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** Lines of one kind, parsed. */
    public static List<JsonNode> ofKind(List<String> lines, String kind) {
        return lines.stream()
                .map(JobRuns::parse)
                .filter(line -> line.get("kind").textValue().equals(kind))
                .toList();
    }

    /** The one summary. */
    public static JsonNode summary(List<String> lines) {
        List<JsonNode> summaries = ofKind(lines, "summary");
        if (summaries.size() != 1) {
            throw new AssertionError(summaries.size() + " summaries in " + lines);
        }
        return summaries.get(0);
    }

    /** Parses a line. */
    public static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }
}
