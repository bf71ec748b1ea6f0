package dev.surprisal.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the value of one option: substitutes, then types. */
final class ValueReader {

    private final Problems problems;
    private final EnvironmentText environment;

    ValueReader(Problems problems, EnvironmentText environment) {
        this.problems = problems;
        this.environment = environment;
    }

    <T> void read(Option<T> option, String path, Node node, OptionValues into) {
        value(option.type(), path, node).ifPresent(value -> into.put(option, value));
    }

    @SuppressWarnings("unchecked") // A ListType<E> is a ValueType<List<E>>, and so on.
    private <T> Optional<T> value(ValueType<T> type, String path, Node node) {
        if (type instanceof ListType<?> list) {
            return (Optional<T>) list(list, path, node);
        }
        if (type instanceof MapType<?> map) {
            return (Optional<T>) map(map, path, node);
        }
        return scalar((ScalarType<T>) type, type.allowed(), path, node);
    }

    private <E> Optional<List<E>> list(ListType<E> type, String path, Node node) {
        if (!(node instanceof SequenceNode sequence)) {
            return scalar(type.item(), type.allowed(), path, node).map(List::of);
        }
        if (sequence.getValue().isEmpty()) {
            refuse(path, node, "is empty", type.allowed());
            return Optional.empty();
        }
        Set<E> items = new LinkedHashSet<>();
        boolean complete = true;
        for (int i = 0; i < sequence.getValue().size(); i++) {
            String itemPath = path + "[" + i + "]";
            Node item = sequence.getValue().get(i);
            Optional<E> value = scalar(type.item(), type.item().allowed(), itemPath, item);
            if (value.isPresent() && !items.add(value.get())) {
                // Its documents would count twice, or half of them as repeats.
                problems.add(item.getStartMark(), itemPath, Nodes.seen(item) + " is listed twice");
            }
            complete &= value.isPresent();
        }
        return complete ? Optional.of(List.copyOf(items)) : Optional.empty();
    }

    private <E> Optional<Map<String, E>> map(MapType<E> type, String path, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            refuse(path, node, "is not a mapping", type.allowed());
            return Optional.empty();
        }
        Map<String, E> items = new LinkedHashMap<>();
        boolean complete = true;
        for (NodeTuple tuple : mapping.getValue()) {
            String name = Nodes.key(tuple.getKeyNode());
            if (name == null || items.containsKey(name)) {
                String fault = name == null ? "is not a key" : "is there twice";
                refuse(path, tuple.getKeyNode(), fault, type.allowed());
                complete = false;
                continue;
            }
            String itemPath = path + "." + Printable.bare(name);
            Optional<E> value =
                    scalar(type.item(), type.item().allowed(), itemPath, tuple.getValueNode());
            value.ifPresent(item -> items.put(name, item));
            complete &= value.isPresent();
        }
        return complete ? Optional.of(items) : Optional.empty();
    }

    private <T> Optional<T> scalar(ScalarType<T> type, String allowed, String path, Node node) {
        if (Nodes.isNull(node)) {
            problems.add(node.getStartMark(), path, "no value; allowed: " + allowed);
            return Optional.empty();
        }
        if (!(node instanceof ScalarNode scalar)) {
            refuse(path, node, "is not a single value", allowed);
            return Optional.empty();
        }
        String text;
        try {
            text = environment.substitute(scalar.getValue());
        } catch (Unreadable e) {
            problems.add(node.getStartMark(), path, Nodes.seen(node) + " " + e.getMessage());
            return Optional.empty();
        }
        boolean substituted = EnvironmentText.hasVariable(scalar.getValue());
        Scalar value = new Scalar(text, scalar.isPlain(), node.getTag(), substituted);
        try {
            return Optional.of(type.reading().read(value));
        } catch (Unreadable e) {
            refuse(path, node, e.getMessage(), allowed);
            return Optional.empty();
        }
    }

    private void refuse(String path, Node node, String reason, String allowed) {
        String text = Nodes.seen(node) + " " + reason + "; allowed: " + allowed;
        problems.add(node.getStartMark(), path, text);
    }
}
