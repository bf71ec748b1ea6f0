package dev.surprisal.payload;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The golden cases under src/test/resources/payloads, and the one way in which tests decode. */
final class Goldens {
    static final Path ROOT = Path.of("src/test/resources/payloads");
    static final PayloadDefaults DEFAULTS = new PayloadDefaults("default-model", "document");

    private Goldens() {}

    /** Every case of every format, in the same order everywhere. */
    static List<Path> all() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(Goldens::isCase).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cases of one format. */
    static List<Path> of(String format) {
        return all().stream().filter(path -> path.getParent().endsWith(format)).toList();
    }

    static List<String> formats() {
        return all().stream()
                .map(path -> path.getParent().getFileName().toString())
                .distinct()
                .toList();
    }

    private static boolean isCase(Path path) {
        String name = path.getFileName().toString();
        return name.matches("[a-z0-9_]+\\.(json|sse|bin)");
    }

    static Path expected(Path golden) {
        String name = golden.getFileName().toString();
        String stem = name.substring(0, name.lastIndexOf('.'));
        return golden.resolveSibling(stem + ".expected.json");
    }

    static byte[] bytes(Path golden) {
        try {
            return Files.readAllBytes(golden);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Completion> decode(byte[] payload) throws MalformedPayloadException {
        Origin origin = new Origin("test", 0, payload.length, 0);
        return new PayloadDecoder().decode(payload, 0, payload.length, origin, DEFAULTS);
    }

    static List<Completion> decode(String payload) throws MalformedPayloadException {
        return decode(payload.getBytes(StandardCharsets.UTF_8));
    }
}
