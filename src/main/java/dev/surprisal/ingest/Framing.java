package dev.surprisal.ingest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Where one payload of a file ends and the next begins. */
enum Framing {
    /** The file is one payload: a JSON document over several lines, or an SSE transcript. */
    WHOLE,
    /** Every line is a payload: JSONL, or a single line. */
    LINES;

    private static final List<String> SSE_FIELDS = List.of("data:", "event:", "id:", "retry:", ":");

    /**
     * Decides from the beginning of a file. The rule, on its lines that are not blank:
     *
     * <ol>
     *   <li>the first is an SSE field or comment: WHOLE
     *   <li>the first is a JSON value that ends on its line: LINES, whatever follows, so that a
     *       broken second line does not spoil the rest
     *   <li>the first is an open array and ends in a comma, one record a line: WHOLE
     *   <li>the first is a lone bracket: WHOLE, a pretty-printed document
     *   <li>the second begins with a bracket in its first column: LINES, so that a broken first
     *       line does not spoil the rest
     *   <li>the first begins with no bracket, which no document does, and a later one does: LINES
     *   <li>there is a second: WHOLE
     *   <li>otherwise: LINES
     * </ol>
     *
     * @param head the first bytes, enough for two lines or a limit
     * @param length how many of them count
     */
    static Framing of(byte[] head, int length) {
        List<String> lines =
                new String(head, 0, length, StandardCharsets.ISO_8859_1)
                        .replace("\u00ef\u00bb\u00bf", "")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .toList();
        if (lines.isEmpty()) {
            return LINES;
        }
        String first = lines.get(0).strip();
        if (isSse(first)) {
            return WHOLE;
        }
        if (lines.size() == 1) {
            return isBracket(first) ? WHOLE : LINES;
        }
        if (endsItsValue(first)) {
            return LINES;
        }
        boolean openArray = first.startsWith("[") && first.endsWith(",");
        if (isBracket(first) || openArray) {
            return WHOLE;
        }
        return beginsValue(lines.get(1))
                        || !beginsValue(first) && lines.stream().anyMatch(Framing::beginsValue)
                ? LINES
                : WHOLE;
    }

    /**
     * Decides from the beginning of a file that may still grow; null while that is too little to
     * tell. Lines that nobody writes at the head of a document are lines, since a file taken for a
     * whole is read once.
     */
    static Framing ofGrowing(byte[] head, int length) {
        String text = new String(head, 0, length, StandardCharsets.ISO_8859_1).strip();
        if (text.startsWith("\u00ef\u00bb\u00bf")) {
            text = text.substring(3);
        }
        boolean lineEnds = new String(head, 0, length, StandardCharsets.ISO_8859_1).contains("\n");
        if (text.isEmpty() || !lineEnds && length < head.length && !endsItsValue(text)) {
            return null;
        }
        return beginsValue(text) || isSse(text) ? of(head, length) : LINES;
    }

    private static boolean isSse(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        return SSE_FIELDS.stream().anyMatch(lower::startsWith);
    }

    private static boolean isBracket(String line) {
        return line.equals("{") || line.equals("[");
    }

    private static boolean beginsValue(String line) {
        return line.startsWith("{") || line.startsWith("[");
    }

    /** Whether the line's first bracket is closed by its last character and no earlier. */
    static boolean endsItsValue(String line) {
        if (!beginsValue(line)) {
            return false;
        }
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (inString) {
                i += c == '\\' ? 1 : 0;
                inString = c != '"';
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                return i == line.length() - 1;
            }
        }
        return false;
    }
}
