package dev.surprisal.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What {@link PayloadDecoder} reads, with an example each; the examples are decoded by a test. */
public final class FormatCatalogue {

    /**
     * One format.
     *
     * @param format its label, as in results
     * @param server who sends it
     * @param where the values sit
     * @param example a small payload, one line of JSON
     */
    public record Entry(String format, String server, String where, String example) {}

    private FormatCatalogue() {}

    /** All formats of server payloads. */
    public static List<Entry> entries() {
        ObjectMapper mapper = new ObjectMapper();
        try (InputStream in = FormatCatalogue.class.getResourceAsStream("formats.jsonl");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> entry(mapper, line)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(ObjectMapper mapper, String line) {
        try {
            JsonNode node = mapper.readTree(line);
            return new Entry(
                    node.get("format").textValue(),
                    node.get("server").textValue(),
                    node.get("where").textValue(),
                    node.get("example").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
