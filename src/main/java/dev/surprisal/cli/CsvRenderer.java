package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Every result line as a row of RFC 4180, its fields flattened with dots; a field that a line lacks
 * is empty. Two passes over the lines: one for the columns, one for the rows.
 */
final class CsvRenderer {

    private CsvRenderer() {}

    /** Lines that can be gone through twice. */
    interface Lines {
        void forEach(Consumer<JsonNode> consumer) throws IOException;
    }

    static void render(Results results, PrintStream out) throws IOException {
        render(results::forEach, out);
    }

    static void render(Lines lines, PrintStream out) throws IOException {
        Set<String> columns = new LinkedHashSet<>();
        lines.forEach(line -> columns.addAll(flatten(line).keySet()));
        out.print(String.join(",", columns) + "\r\n");
        lines.forEach(
                line -> {
                    Map<String, String> fields = flatten(line);
                    out.print(
                            columns.stream()
                                            .map(column -> quote(fields.getOrDefault(column, "")))
                                            .collect(Collectors.joining(","))
                                    + "\r\n");
                });
    }

    private static Map<String, String> flatten(JsonNode line) {
        Map<String, String> fields = new LinkedHashMap<>();
        flatten("", line, fields);
        return fields;
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> fields) {
        for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext(); ) {
            Map.Entry<String, JsonNode> field = it.next();
            String name = prefix + field.getKey();
            if (field.getValue().isObject()) {
                flatten(name + ".", field.getValue(), fields);
            } else if (field.getValue().isArray()) {
                List<String> elements = new ArrayList<>();
                field.getValue().forEach(element -> elements.add(element.asText()));
                fields.put(name, String.join("; ", elements));
            } else {
                fields.put(name, field.getValue().isNull() ? "" : field.getValue().asText());
            }
        }
    }

    private static String quote(String field) {
        boolean special =
                field.contains(",")
                        || field.contains("\"")
                        || field.contains("\n")
                        || field.contains("\r");
        return special ? '"' + field.replace("\"", "\"\"") + '"' : field;
    }
}
