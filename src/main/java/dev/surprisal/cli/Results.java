package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The lines of JSON that a job left in a folder, in their order. */
final class Results {

    private static final String SUFFIX = ".jsonl";

    private final ObjectMapper mapper = new ObjectMapper();
    private final Path directory;

    Results(Path directory) {
        this.directory = directory;
    }

    /** Whether a folder holds finished results already. */
    static boolean existIn(Path directory) throws IOException {
        return Files.isDirectory(directory) && !new Results(directory).files().isEmpty();
    }

    /** Files that are not committed begin with a dot and are passed over. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Results::isFinished).sorted().toList();
        }
    }

    private static boolean isFinished(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(SUFFIX) && !name.startsWith(".");
    }

    void forEachLine(Consumer<String> consumer) throws IOException {
        for (Path file : files()) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.forEach(consumer);
            }
        }
    }

    void forEach(Consumer<JsonNode> consumer) throws IOException {
        forEachLine(line -> consumer.accept(parse(line)));
    }

    private JsonNode parse(String line) {
        try {
            return mapper.readTree(line);
        } catch (IOException e) {
            throw new IllegalStateException("our own result line is not JSON: " + line, e);
        }
    }

    /** The summary; it is always the last line of a bounded job. */
    JsonNode summary() throws IOException {
        JsonNode[] last = new JsonNode[1];
        forEachLine(
                line -> {
                    if (line.contains("\"kind\":\"summary\"")) {
                        last[0] = parse(line);
                    }
                });
        if (last[0] == null) {
            throw new IllegalStateException("the job ended without a summary in " + directory);
        }
        return last[0];
    }
}
