package dev.surprisal.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A mapping of a job file: options and further sections, in the order of conf/surprisal.yaml.
 *
 * <p>Filled while {@link SurprisalOptions} is initialised and never after.
 */
final class Section implements Entry {

    private final String path;
    private final boolean required;
    private final boolean repeated;
    private final String description;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Section> alternatives = new ArrayList<>();
    private Section companion;
    private Option<?> shorthand;

    /** The option that need not be there where this section is. */
    private Option<?> replaced;

    private Section(String path, boolean required, boolean repeated, String description) {
        this.path = path;
        this.required = required;
        this.repeated = repeated;
        this.description = description;
    }

    static Section root(String description) {
        return new Section("", true, false, description);
    }

    Section requiredSection(String name, String description) {
        return add(new Section(path(name), true, false, description));
    }

    Section section(String name, String description) {
        return add(new Section(path(name), false, false, description));
    }

    /** A section that stands instead of {@code other} and its other alternatives. */
    Section alternative(Section other, String name, String description) {
        Section section = section(name, description);
        section.alternatives.addAll(other.alternatives);
        section.alternatives.add(other);
        section.alternatives.forEach(each -> each.alternatives.add(section));
        return section;
    }

    /** A section below this one that stands instead of an option, which is then not required. */
    Section instead(Option<?> option, String name, String description) {
        Section section = section(name, description);
        section.replaced = option;
        return section;
    }

    /** The option that need not be there where this section is, or null. */
    Option<?> replaced() {
        return replaced;
    }

    /** A section that must be there wherever {@code other} is, and only there. */
    Section companion(Section other, String name, String description) {
        other.companion = section(name, description);
        return other.companion;
    }

    /** A section that may be a list of such sections. */
    Section sections(String name, String description) {
        return add(new Section(path(name), false, true, description));
    }

    /** An option that must be there wherever this section is. */
    <T> Option<T> required(String name, ValueType<T> type, String example, String description) {
        return add(new Option<>(path(name), type, true, null, example, description));
    }

    /** An option that may be left out and then has no value. */
    <T> Option<T> optional(String name, ValueType<T> type, String example, String description) {
        return add(new Option<>(path(name), type, false, null, example, description));
    }

    /** An option with a default. */
    <T> Option<T> option(String name, ValueType<T> type, T defaultValue, String description) {
        return add(new Option<>(path(name), type, false, defaultValue, null, description));
    }

    @Override
    public String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public boolean required() {
        return required;
    }

    @Override
    public String description() {
        return description;
    }

    /** Whether it may stand as a list. */
    boolean repeated() {
        return repeated;
    }

    /** Lets the section be written as the value of one of its options, the others left out. */
    void shorthand(Option<?> option) {
        shorthand = option;
    }

    /** The option whose value may stand for the section, or null. */
    Option<?> shorthand() {
        return shorthand;
    }

    /** The sections that may stand instead of this one. */
    List<Section> alternatives() {
        return Collections.unmodifiableList(alternatives);
    }

    /** The section that must be there with this one, or null. */
    Section companion() {
        return companion;
    }

    List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** The entry of a key, or null. */
    Entry entry(String name) {
        return entries.stream().filter(e -> e.name().equals(name)).findFirst().orElse(null);
    }

    /** Every option in this section and below. */
    List<Option<?>> options() {
        List<Option<?>> options = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry instanceof Section section) {
                options.addAll(section.options());
            } else {
                options.add((Option<?>) entry);
            }
        }
        return options;
    }

    private String path(String name) {
        return path.isEmpty() ? name : path + (repeated ? "[]." : ".") + name;
    }

    private <E extends Entry> E add(E entry) {
        if (entry(entry.name()) != null) {
            throw new IllegalStateException("declared twice: " + entry.path());
        }
        entries.add(entry);
        return entry;
    }
}
