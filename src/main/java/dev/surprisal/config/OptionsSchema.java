package dev.surprisal.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes conf/job.schema.json, from which editors complete and check job files.
 *
 * <p>JSON Schema, draft 2020-12. Looser than {@link JobFile} where a variable stands: its type is
 * not known before the job runs.
 */
final class OptionsSchema {

    private OptionsSchema() {}

    static String text() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Surprisal job");
        schema.putAll(section(SurprisalOptions.JOB));
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("type", "string");
        environment.put("pattern", "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}");
        schema.put("$defs", Map.of("environment", environment));
        return json(schema);
    }

    private static Map<String, Object> section(Section section) {
        Map<String, Object> properties = new LinkedHashMap<>();
        section.entries().forEach(entry -> properties.put(entry.name(), entry(entry)));
        List<String> required =
                section.entries().stream()
                        .filter(entry -> entry.required() && !isReplaceable(section, entry))
                        .map(Entry::name)
                        .toList();
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", section.description());
        // A section that requires nothing may be empty, which YAML calls null.
        schema.put("type", types(section, required));
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        List<Map<String, Object>> choices = choices(section);
        if (!choices.isEmpty()) {
            schema.put("oneOf", choices);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Object types(Section section, List<String> required) {
        List<String> types = new ArrayList<>(List.of("object"));
        if (required.isEmpty()) {
            types.add("null");
        }
        if (section.shorthand() != null) {
            // What stands for the section; its own type says more than an editor needs here.
            types.addAll(List.of("string", "array"));
        }
        return types.size() == 1 ? types.get(0) : types;
    }

    /** Whether something else may stand instead. */
    private static boolean isReplaceable(Section section, Entry entry) {
        return entry instanceof Section other && !other.alternatives().isEmpty()
                || section.entries().stream()
                        .anyMatch(
                                e -> e instanceof Section other && entry.equals(other.replaced()));
    }

    /** What may stand for what: either a section or its alternative with its companion. */
    private static List<Map<String, Object>> choices(Section section) {
        List<Map<String, Object>> choices = new ArrayList<>();
        for (Entry entry : section.entries()) {
            if (entry instanceof Section choice && !choice.alternatives().isEmpty()) {
                List<String> required = new ArrayList<>(List.of(choice.name()));
                if (choice.companion() != null) {
                    required.add(choice.companion().name());
                }
                choices.add(Map.of("required", required));
            }
        }
        return choices;
    }

    private static Map<String, Object> entry(Entry entry) {
        if (entry instanceof Option<?> option) {
            return option(option);
        }
        Section section = (Section) entry;
        return section.repeated() ? oneOrList(section) : section(section);
    }

    private static Map<String, Object> oneOrList(Section section) {
        Map<String, Object> item = section(section);
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", List.of("array", "null"));
        list.put("items", item);
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", section.description());
        schema.put("anyOf", List.of(item, list));
        return schema;
    }

    private static <T> Map<String, Object> option(Option<T> option) {
        Map<String, Object> schema = new LinkedHashMap<>();
        String end = " Allowed: " + option.allowed() + ".";
        schema.put("description", option.description() + end);
        if (option.defaultValue() != null) {
            schema.put("default", json(option.defaultValue(), option.sample()));
        }
        schema.putAll(option.type().schema());
        return schema;
    }

    /** A value as an editor would read it from a job file: with a unit it is text. */
    private static Object json(Object value, String written) {
        if (value instanceof Boolean) {
            return value;
        }
        boolean number = value instanceof Number && written.matches("[0-9.]+");
        return number ? new BigDecimal(written) : written;
    }

    private static String json(Map<String, Object> schema) {
        // The platform's line separator would make the file depend on who writes it.
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(lines);
        printer.indentArraysWith(lines);
        try {
            return new ObjectMapper().writer(printer).writeValueAsString(schema) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists and scalars are always JSON", e);
        }
    }
}
