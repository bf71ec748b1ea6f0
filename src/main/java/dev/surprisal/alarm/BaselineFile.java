package dev.surprisal.alarm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.event.BaselineScore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the baselines that an earlier run wrote among its result lines: exactly as they were, but
 * for the likelihood ratio, which needs no baseline.
 *
 * <p>Lines of other kinds are passed over. Of several baselines of one key, as after a change of
 * the revision, the one that ends last counts. A line that is no JSON, or a baseline that does not
 * add up, is an error: to watch against half a baseline would be worse than not to start.
 */
public final class BaselineFile {

    /** Longest line that is read, in characters: thousands of times a baseline's. */
    static final int LINE_MAX = 16 << 20;

    private static final int DEPTH_MAX = 16;

    private static final ObjectMapper JSON =
            new ObjectMapper(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .maxStringLength(LINE_MAX)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private BaselineFile() {}

    /**
     * The lines of the baselines, checked, by the text of their key, in its order.
     *
     * @param path a file of result lines, or a folder of such files; names that begin with a dot or
     *     an underscore are passed over
     * @throws InvalidBaselineException when a line cannot be used, or there is no baseline at all
     * @throws IOException when something cannot be read
     */
    public static SortedMap<String, String> lines(Path path) throws IOException {
        SortedMap<String, String> lines = new TreeMap<>();
        Map<String, Long> ends = new HashMap<>();
        for (Path file : files(path)) {
            try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                read(in, file, lines, ends);
            } catch (MalformedInputException e) {
                throw new InvalidBaselineException(file.toString(), "is not UTF-8");
            }
        }
        if (lines.isEmpty()) {
            throw new InvalidBaselineException(path.toString(), "holds no baseline");
        }
        return lines;
    }

    /** The baseline of a line that {@link #lines} gave; {@code name} is what it will be called. */
    public static BaselineScore parse(String line, String name) throws InvalidBaselineException {
        BaselineScore baseline = parse(line, name, name);
        if (baseline == null) {
            throw new InvalidBaselineException(name, "is not a baseline");
        }
        return baseline;
    }

    private static void read(
            BufferedReader in, Path file, Map<String, String> lines, Map<String, Long> ends)
            throws IOException {
        long number = 1;
        for (String line = next(in, file, 1); line != null; line = next(in, file, ++number)) {
            BaselineScore baseline =
                    line.isBlank() ? null : parse(line, "", file + ", line " + number);
            if (baseline != null
                    && baseline.endMillis() >= ends.getOrDefault(baseline.key(), Long.MIN_VALUE)) {
                ends.put(baseline.key(), baseline.endMillis());
                lines.put(baseline.key(), line);
            }
        }
    }

    /** The next line, refused rather than held when it has no end. */
    private static String next(BufferedReader in, Path file, long number) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            if (line.length() == LINE_MAX) {
                throw new InvalidBaselineException(
                        file + ", line " + number, "has more than " + LINE_MAX + " characters");
            }
            line.append((char) c);
            c = in.read();
        }
        return line.toString();
    }

    /** Null for a line of another kind. */
    private static BaselineScore parse(String line, String name, String place)
            throws InvalidBaselineException {
        try {
            JsonNode json = JSON.readTree(line);
            if (!json.isObject()) {
                throw new InvalidBaselineException(place, "is not a JSON object");
            }
            if (!json.path("kind").asText().equals("baseline")) {
                return null;
            }
            return new BaselineLine(json).read(name);
        } catch (JsonProcessingException e) {
            throw new InvalidBaselineException(place, "is not JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InvalidBaselineException(place, e.getMessage());
        }
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !hidden(path.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".") || part.toString().startsWith("_")) {
                return true;
            }
        }
        return false;
    }
}
