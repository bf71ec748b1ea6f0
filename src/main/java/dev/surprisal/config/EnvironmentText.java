package dev.surprisal.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables into scalars.
 *
 * <p><code>${NAME}</code> is its value; <code>${NAME:-default}</code> is the default where it is
 * unset or empty, as in a shell; <code>$${</code> is <code>${</code> itself. One pass: what a
 * variable holds is never read again. Messages hold names and what the file says, never a value.
 */
final class EnvironmentText {

    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\\})?");

    private final Map<String, String> environment;

    EnvironmentText(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Whether {@link #substitute} would put a variable in. */
    static boolean hasVariable(String text) {
        return VARIABLE.matcher(text).results().anyMatch(found -> found.group(1) != null);
    }

    String substitute(String text) throws Unreadable {
        StringBuilder out = new StringBuilder();
        List<String> unset = new ArrayList<>();
        Matcher matcher = VARIABLE.matcher(text);
        while (matcher.find()) {
            matcher.appendReplacement(out, "");
            out.append(
                    matcher.group().equals("$${")
                            ? "${"
                            : value(matcher.group(1), matcher.group(3), unset));
        }
        if (!unset.isEmpty()) {
            throw new Unreadable(
                    "needs "
                            + String.join(", ", unset)
                            + " in the environment: set it or write ${"
                            + unset.get(0)
                            + ":-default}");
        }
        return matcher.appendTail(out).toString();
    }

    private String value(String name, String fallback, List<String> unset) throws Unreadable {
        if (name == null) {
            throw new Unreadable(
                    "holds an unfinished ${: write ${NAME}, ${NAME:-default}, or $${ for ${ itself");
        }
        if (fallback != null && fallback.contains("${")) {
            throw new Unreadable("has a variable in the default of another: defaults do not nest");
        }
        String value = environment.get(name);
        if (fallback != null) {
            return value == null || value.isEmpty() ? fallback : value;
        }
        if (value == null && !unset.contains(name)) {
            unset.add(name);
        }
        return value;
    }
}
