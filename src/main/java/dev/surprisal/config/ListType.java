package dev.surprisal.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A list of scalars; a list of one may be written without the list.
 *
 * @param allowed what is allowed, in words
 * @param item type of the items
 */
record ListType<E>(String allowed, ScalarType<E> item) implements ValueType<List<E>> {

    @Override
    public String write(List<E> value) {
        return value.size() == 1
                ? item.write(value.get(0))
                : value.stream().map(item::write).collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", "array");
        list.put("minItems", 1);
        list.put("items", item.schema());
        return Map.of("anyOf", List.of(item.schema(), list));
    }
}
