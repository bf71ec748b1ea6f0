package dev.surprisal.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a window or an alert is of, as the job groups its results.
 *
 * @param names of the fields: "model", "route"
 * @param values [names] of this key; "" where a record had none; all "other" for the keys beyond
 *     the greatest number that the job allows
 */
public record Labels(String[] names, String[] values) {

    /** Value of every label where keys were put together because there were too many. */
    public static final String OTHER = "other";

    /**
     * The key in words: {@code model=a route=b}, or {@code all} without fields. Values with blanks,
     * quotes or equals signs stand in quotes, so that no two keys have the same words.
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            text.append(i == 0 ? "" : " ").append(names[i]).append('=');
            append(text, values[i]);
        }
        return text.isEmpty() ? "all" : text.toString();
    }

    private static void append(StringBuilder text, String value) {
        boolean plain = value.chars().allMatch(c -> c > ' ' && c != '"' && c != '=' && c != '\\');
        if (plain) {
            text.append(value);
            return;
        }
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            text.append(c == '"' || c == '\\' ? "\\" : "").append(c);
        }
        text.append('"');
    }

    /**
     * The names as Prometheus and Alertmanager take them; values need no change.
     *
     * <ul>
     *   <li>a character that is no letter, digit or underscore: an underscore
     *   <li>empty, or a digit in front: an underscore before it
     *   <li>one of {@code taken}, or two underscores in front: {@code field_} before it
     *   <li>the same as one before it: an underscore behind it
     * </ul>
     */
    public static List<String> identifiers(String[] names, Set<String> taken) {
        List<String> identifiers = new ArrayList<>();
        for (String name : names) {
            String identifier = name.replaceAll("[^a-zA-Z0-9_]", "_");
            if (identifier.isEmpty() || Character.isDigit(identifier.charAt(0))) {
                identifier = "_" + identifier;
            }
            if (taken.contains(identifier) || identifier.startsWith("__")) {
                identifier = "field_" + identifier;
            }
            while (identifiers.contains(identifier)) {
                identifier += "_";
            }
            identifiers.add(identifier);
        }
        return identifiers;
    }
}
