package dev.surprisal.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A mapping of names of the user's choice to scalars; its values are never printed.
 *
 * @param allowed what is allowed, in words
 * @param item type of the values
 */
record MapType<E>(String allowed, ScalarType<E> item) implements ValueType<Map<String, E>> {

    @Override
    public String write(Map<String, E> value) {
        return value.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + item.write(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("additionalProperties", item.schema());
        return schema;
    }
}
