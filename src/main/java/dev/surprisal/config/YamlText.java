package dev.surprisal.config;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * From text to the node of its one mapping.
 *
 * <p>Only composed, never constructed, so that every node knows its line. Size and depth are
 * bounded before anything is built.
 */
final class YamlText {

    /** Far above any job file, far below what hurts. */
    static final int BYTES_MAX = 1 << 20;

    static final String TOO_LARGE = "is larger than 1 MiB";

    private static final int DEPTH_MAX = 16;
    private static final String NOT_YAML = "is not YAML that can be read: ";

    private YamlText() {}

    /** The mapping, or null where a problem was added. */
    static MappingNode compose(String text, Problems problems) {
        if (text.length() > BYTES_MAX) {
            problems.add(TOO_LARGE);
            return null;
        }
        if (!printable(text, problems)) {
            return null;
        }
        StreamReader reader = new StreamReader(text);
        try {
            LoaderOptions limits = limits();
            Composer composer =
                    new Composer(new PlainParser(reader, limits), new Resolver(), limits);
            return onlyMapping(composer, problems);
        } catch (MarkedYAMLException e) {
            Mark place = e.getProblemMark() == null ? reader.getMark() : e.getProblemMark();
            String reason = Printable.sentence(String.valueOf(e.getProblem()));
            problems.add(place, "", NOT_YAML + reason + context(e));
        } catch (RuntimeException e) {
            // Limits come without a place, and a parser of hostile text may fail in ways of its
            // own: where it stood is the best that is known.
            String reason = Printable.sentence(String.valueOf(e.getMessage()));
            problems.add(reader.getMark(), "", NOT_YAML + reason);
        }
        return null;
    }

    /** Where what went wrong began: an open quote is noticed at the end of the file. */
    private static String context(MarkedYAMLException e) {
        return e.getContext() == null || e.getContextMark() == null
                ? ""
                : " " + e.getContext() + " from line " + (e.getContextMark().getLine() + 1);
    }

    private static MappingNode onlyMapping(Composer composer, Problems problems) {
        Node root = composer.checkNode() ? composer.getNode() : null;
        if (composer.checkNode()) {
            problems.add(
                    composer.getNode().getStartMark(), "", "a second document; allowed: only one");
            return null;
        }
        if (root instanceof MappingNode mapping) {
            return mapping;
        }
        if (root == null || Nodes.isNull(root)) {
            problems.add("is empty; allowed: a mapping of keys, first version: 1");
            return null;
        }
        problems.add(
                root.getStartMark(),
                "",
                Nodes.seen(root) + " is not a mapping; allowed: a mapping of keys");
        return null;
    }

    /** The reader refuses such characters too, but does not say in which line. */
    private static boolean printable(String text, Problems problems) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                String name = String.format("U+%04X", c);
                problems.add(line, column, "", "character " + name + " is not allowed in YAML");
                return false;
            }
            column = c == '\n' ? 1 : column + 1;
            line += c == '\n' ? 1 : 0;
        }
        return true;
    }

    private static LoaderOptions limits() {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(BYTES_MAX);
        limits.setNestingDepthLimit(DEPTH_MAX);
        return limits;
    }

    /**
     * Refuses what a job file has no use for: tags name types to construct, and aliases let a small
     * file stand for a huge one.
     */
    private static final class PlainParser extends ParserImpl {

        PlainParser(StreamReader reader, LoaderOptions limits) {
            super(reader, limits);
        }

        @Override
        public Event getEvent() {
            Event event = super.getEvent();
            if (event instanceof NodeEvent node && node.getAnchor() != null) {
                throw refusal("anchors and aliases are not allowed: write the value again", event);
            }
            boolean tagged =
                    (event instanceof ScalarEvent scalar && scalar.getTag() != null)
                            || (event instanceof CollectionStartEvent c && c.getTag() != null);
            if (tagged) {
                throw refusal("tags are not allowed", event);
            }
            return event;
        }

        private static ParserException refusal(String problem, Event event) {
            return new ParserException(null, null, problem, event.getStartMark());
        }
    }
}
