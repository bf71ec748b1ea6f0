package dev.surprisal.config;

import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** What a YAML node is, in words. */
final class Nodes {

    private Nodes() {}

    /** Whether nothing stands there, as after a bare {@code key:}. */
    static boolean isNull(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    /** The node as a message shows it: what YAML takes for a string is in quotes. */
    static String seen(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.isPlain() && !Tag.STR.equals(scalar.getTag())
                    ? Printable.bare(scalar.getValue())
                    : Printable.quoted(scalar.getValue());
        }
        return node.getNodeId() == NodeId.sequence ? "a list" : "a mapping";
    }

    /** The text of a key; null where it is not a single word. */
    static String key(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }
}
