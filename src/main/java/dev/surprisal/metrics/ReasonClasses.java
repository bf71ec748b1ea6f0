package dev.surprisal.metrics;

import java.util.HashSet;
import java.util.Set;

/**
 * Reasons of dead letters as values of a label: without the numbers and names of the payload at
 * hand, and never more than {@value #CLASSES_MAX} of them. Not safe for several threads.
 */
final class ReasonClasses {

    static final int CLASSES_MAX = 40;
    static final String OTHER = "other";

    private static final int LENGTH_MAX = 60;

    private final Set<String> known = new HashSet<>();

    /**
     * The class of a reason: up to its first colon or semicolon, quoted words and numbers replaced,
     * cut at 60 characters; {@value #OTHER} when there are too many.
     */
    String of(String reason) {
        String text = reason.replaceAll("'[^']*'", "'…'").replaceAll("[0-9]+", "#");
        int end = text.length();
        for (String stop : new String[] {": ", "; "}) {
            int at = text.indexOf(stop);
            end = at > 0 ? Math.min(end, at) : end;
        }
        String name = text.substring(0, Math.min(end, LENGTH_MAX)).strip();
        if (known.contains(name)) {
            return name;
        }
        if (name.isEmpty() || known.size() == CLASSES_MAX) {
            return OTHER;
        }
        known.add(name);
        return name;
    }
}
