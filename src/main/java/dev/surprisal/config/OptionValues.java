package dev.surprisal.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values of options by option, and which sections there are. */
final class OptionValues {

    private final Map<Option<?>, Object> values = new HashMap<>();
    private final Set<Section> present = new HashSet<>();
    private final Map<Section, List<OptionValues>> repeated = new HashMap<>();

    <T> void put(Option<T> option, T value) {
        values.put(option, value);
    }

    void putSection(Section section) {
        present.add(section);
    }

    /** Adds one of the sections of a list and returns it, to be filled. */
    OptionValues addRepeated(Section section) {
        OptionValues added = new OptionValues();
        repeated.computeIfAbsent(section, s -> new ArrayList<>()).add(added);
        return added;
    }

    /** The value, or the option's default, which may be null. */
    @SuppressWarnings("unchecked") // put() takes only a T for an Option<T>.
    <T> T get(Option<T> option) {
        return (T) values.getOrDefault(option, option.defaultValue());
    }

    boolean has(Section section) {
        return present.contains(section);
    }

    List<OptionValues> repeated(Section section) {
        return repeated.getOrDefault(section, List.of());
    }
}
