package dev.surprisal.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** One JSON object a line. A line that lacks a field, or has it twice, is refused. */
final class JsonLinesSplitter implements Splitter {
    private static final ObjectMapper JSON =
            new ObjectMapper(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    // Keys may be anybody's texts: no table that keeps them.
                                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path file;
    private final ContentLines lines;
    private final JsonFields fields;

    JsonLinesSplitter(Path file, ContentLines lines, JsonFields fields) {
        this.file = file;
        this.lines = lines;
        this.fields = fields;
    }

    @Override
    public Piece next() throws IOException {
        String line = lines.next();
        while (line != null && ContentLines.isBlank(line)) {
            line = lines.next();
        }
        if (line == null) {
            return null;
        }
        boolean marked = lines.line() == 1 && line.charAt(0) == '\ufeff';
        JsonNode object = parse(marked ? line.substring(1) : line);
        return new Piece(lines.line(), text(object), group(object));
    }

    private JsonNode parse(String line) throws IOException {
        try {
            JsonNode object = JSON.readTree(line);
            if (!object.isObject()) {
                throw refused("expected a JSON object, seen " + kind(object));
            }
            return object;
        } catch (JsonProcessingException e) {
            throw InvalidDocumentException.atLine(
                    file, lines.line(), "no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private String text(JsonNode object) throws IOException {
        JsonNode field = field(object, fields.text());
        if (!field.isTextual()) {
            throw refused("field " + fields.text() + " is no string but " + kind(field));
        }
        String text = field.textValue();
        int lone = Utf8.firstLoneSurrogate(text);
        if (lone >= 0) {
            throw refused("field " + fields.text() + " has " + Utf8.describeLone(text, lone));
        }
        return text;
    }

    private String group(JsonNode object) throws IOException {
        if (fields.group() == null) {
            return null;
        }
        JsonNode field = field(object, fields.group());
        if (field.isContainerNode()) {
            throw refused("field " + fields.group() + " is no single value but " + kind(field));
        }
        return field.isNull() ? null : field.asText();
    }

    private JsonNode field(JsonNode object, String path) throws IOException {
        JsonNode found = object.get(path);
        if (found == null) {
            found = object;
            for (String key : path.split("\\.", -1)) {
                found = found == null ? null : found.get(key);
            }
        }
        if (found == null) {
            throw refused("no field " + path + "; there are " + names(object));
        }
        return found;
    }

    private static String names(JsonNode object) {
        StringBuilder names = new StringBuilder();
        object.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (names.length() < 200) {
                                names.append(names.isEmpty() ? "" : ", ").append(name);
                            }
                        });
        return names.isEmpty() ? "none" : names.substring(0, Math.min(200, names.length()));
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }

    private InvalidDocumentException refused(String reason) {
        return InvalidDocumentException.atLine(file, lines.line(), reason, null);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
