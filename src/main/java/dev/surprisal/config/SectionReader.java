package dev.surprisal.config;

import static java.util.stream.Collectors.joining;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Walks a job file's mappings beside the {@link Section}s that describe them.
 *
 * <p>Only known keys are followed, so the walk is as deep as the options are, whatever the file.
 */
final class SectionReader {

    private final Problems problems;
    private final ValueReader values;

    SectionReader(Problems problems, EnvironmentText environment) {
        this.problems = problems;
        this.values = new ValueReader(problems, environment);
    }

    /** Reads what is right and adds a problem for all that is not. */
    OptionValues read(Section root, MappingNode node) {
        OptionValues into = new OptionValues();
        mapping(root, "", node.getStartMark(), node, into);
        return into;
    }

    /**
     * @param prefix path of the section with a dot behind, as this file has it: {@code sinks[1].}
     */
    private void mapping(
            Section section, String prefix, Mark place, MappingNode node, OptionValues into) {
        Map<String, Mark> seen = new HashMap<>();
        Set<Entry> meant = new HashSet<>();
        for (NodeTuple tuple : node.getValue()) {
            Mark mark = tuple.getKeyNode().getStartMark();
            String name = Nodes.key(tuple.getKeyNode());
            if (name == null) {
                String key = Nodes.seen(tuple.getKeyNode());
                problems.add(mark, "", key + " is not a key; allowed: " + names(section));
                continue;
            }
            Mark first = seen.putIfAbsent(name, mark);
            Entry entry = section.entry(name);
            if (first != null) {
                String text = "duplicate key; it is already in line " + (first.getLine() + 1);
                problems.add(mark, prefix + Printable.bare(name), text);
            } else if (entry == null) {
                unknown(section, prefix, mark, name).ifPresent(meant::add);
            } else {
                meant.add(entry);
                entry(entry, prefix + name, mark, tuple.getValueNode(), into);
            }
        }
        missing(section, prefix, place, meant);
    }

    private Optional<Entry> unknown(Section section, String prefix, Mark mark, String name) {
        Optional<Entry> nearest = NearestKey.of(name, section);
        String advice = "allowed: " + names(section);
        if (nearest.isPresent()) {
            Entry entry = nearest.get();
            boolean here = section.entries().contains(entry);
            advice = "did you mean " + (here ? prefix + entry.name() : entry.path()) + "?";
        } else if (name.contains(".")) {
            advice = "a dot does not nest, write one key below the other; " + advice;
        }
        problems.add(mark, prefix + Printable.bare(name), "unknown key; " + advice);
        return nearest;
    }

    private void entry(Entry entry, String path, Mark mark, Node node, OptionValues into) {
        if (entry instanceof Option<?> option) {
            values.read(option, path, node, into);
        } else if (entry instanceof Section section && section.repeated()) {
            sections(section, path, mark, node, into);
        } else {
            section((Section) entry, path, mark, node, into);
        }
    }

    private void section(Section section, String path, Mark mark, Node node, OptionValues into) {
        into.putSection(section);
        if (node instanceof MappingNode mapping) {
            mapping(section, path + ".", mark, mapping, into);
        } else if (Nodes.isNull(node)) {
            // A section whose lines are all commented out is an empty one.
            missing(section, path + ".", mark, Set.of());
        } else if (section.shorthand() != null) {
            values.read(section.shorthand(), path, node, into);
        } else {
            String text = " is not a mapping; allowed: a mapping of " + names(section);
            problems.add(node.getStartMark(), path, Nodes.seen(node) + text);
        }
    }

    private void sections(Section section, String path, Mark mark, Node node, OptionValues into) {
        if (node instanceof SequenceNode list) {
            int index = 0;
            for (Node item : list.getValue()) {
                String itemPath = path + "[" + index++ + "]";
                section(section, itemPath, item.getStartMark(), item, into.addRepeated(section));
            }
        } else if (!Nodes.isNull(node)) {
            section(section, path, mark, node, into.addRepeated(section));
        }
    }

    /**
     * What a missing section requires is named option by option: that is what has to be written.
     */
    private void missing(Section section, String prefix, Mark place, Set<Entry> meant) {
        for (Entry entry : section.entries()) {
            if (meant.contains(entry)) {
                conflicts(entry, prefix, place, meant);
                continue;
            }
            if (!entry.required() && !isCompanion(section, entry, meant)) {
                continue;
            }
            if (alternative(entry, meant) != null) {
                continue;
            }
            if (isReplaced(entry, meant)) {
                continue;
            }
            if (entry instanceof Option<?> option) {
                String text = "missing; required: " + option.allowed();
                problems.add(place, prefix + option.name(), text);
            } else {
                missing((Section) entry, prefix + entry.name() + ".", place, Set.of());
            }
        }
    }

    private void conflicts(Entry entry, String prefix, Mark place, Set<Entry> meant) {
        Section other = alternative(entry, meant);
        if (entry.required() && other != null) {
            String text = "stands beside " + other.path() + "; allowed: one of them";
            problems.add(place, prefix + entry.name(), text);
        }
    }

    /** What of the file stands instead of an entry, or null. */
    private static Section alternative(Entry entry, Set<Entry> meant) {
        return entry instanceof Section section
                ? section.alternatives().stream().filter(meant::contains).findFirst().orElse(null)
                : null;
    }

    private static boolean isReplaced(Entry entry, Set<Entry> meant) {
        return meant.stream()
                .anyMatch(
                        other ->
                                other instanceof Section present
                                        && entry.equals(present.replaced()));
    }

    private static boolean isCompanion(Section section, Entry entry, Set<Entry> meant) {
        return section.entries().stream()
                .anyMatch(
                        other ->
                                other instanceof Section present
                                        && entry.equals(present.companion())
                                        && meant.contains(present));
    }

    private static String names(Section section) {
        return section.entries().stream().map(Entry::name).collect(joining(", "));
    }
}
