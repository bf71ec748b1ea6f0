package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on the summary that makes a run fail: {@code forward_kl.mean>0.02}. The left side is
 * a field of the summary with dots for nesting; a field without a value fails too, since nothing
 * was shown to hold.
 */
record Gate(String text, String field, String operator, double bound) {

    private static final String STATUSES = "statuses.";

    // Field names may hold dots themselves (quantile levels): the longest match wins.
    private static final Pattern SYNTAX =
            Pattern.compile("\\s*([A-Za-z][A-Za-z0-9_.]*)\\s*(<=|>=|<|>)\\s*(\\S+)\\s*");

    /**
     * Reads a condition.
     *
     * @throws UsageException saying what is allowed
     */
    static Gate parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException(
                    "\"" + text + "\" is not FIELD<NUMBER, such as forward_kl.mean>0.02");
        }
        try {
            double bound = Double.parseDouble(matcher.group(3));
            if (Double.isNaN(bound)) {
                // No number is above or below it: the gate would always pass.
                throw new NumberFormatException();
            }
            return new Gate(text, matcher.group(1), matcher.group(2), bound);
        } catch (NumberFormatException e) {
            throw new UsageException(
                    "\"" + matcher.group(3) + "\" in \"" + text + "\" is not a number");
        }
    }

    /**
     * What failed, or null when the run passes.
     *
     * @throws UsageException when the summary has no such field
     */
    String failure(JsonNode summary) {
        JsonNode value = find(summary, field);
        if (value == null && field.startsWith(STATUSES)) {
            // A status that no token had is not in the line.
            value = IntNode.valueOf(0);
        }
        if (value == null || value.isContainerNode() || value.isTextual()) {
            throw new UsageException("results have no number \"" + field + "\"");
        }
        if (!value.isNumber()) {
            return text + ": " + field + " has no value";
        }
        return holds(value.doubleValue()) ? text + ": " + field + " is " + value.asText() : null;
    }

    private boolean holds(double value) {
        return switch (operator) {
            case "<" -> value < bound;
            case "<=" -> value <= bound;
            case ">" -> value > bound;
            default -> value >= bound;
        };
    }

    private static JsonNode find(JsonNode node, String path) {
        if (node.has(path)) {
            return node.get(path);
        }
        for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            JsonNode inner = node.get(path.substring(0, dot));
            if (inner != null) {
                return find(inner, path.substring(dot + 1));
            }
        }
        return null;
    }
}
