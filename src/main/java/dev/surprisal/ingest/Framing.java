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
     * Decides from the beginning of a file. The rule, on its first two lines that are not blank:
     *
     * <ol>
     *   <li>the first is an SSE field or comment: WHOLE
     *   <li>the first is a lone bracket: WHOLE, a pretty-printed document
     *   <li>the second begins with a bracket in its first column: LINES, whatever the first is, so
     *       that one broken line does not spoil the rest
     *   <li>there is a second: WHOLE
     *   <li>otherwise: LINES
     * </ol>
     *
     * @param head the first bytes, enough for two lines or a limit
     * @param length how many of them count
     */
    static Framing of(byte[] head, int length) {
        String[] lines =
                new String(head, 0, length, StandardCharsets.ISO_8859_1)
                        .replace("\u00ef\u00bb\u00bf", "")
                        .split("\n", -1);
        String first = null;
        for (String line : lines) {
            if (line.isBlank()) {
                continue;
            }
            if (first != null) {
                return line.startsWith("{") || line.startsWith("[") ? LINES : WHOLE;
            }
            first = line.strip();
            if (isSse(first) || first.equals("{") || first.equals("[")) {
                return WHOLE;
            }
        }
        return LINES;
    }

    private static boolean isSse(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        return SSE_FIELDS.stream().anyMatch(lower::startsWith);
    }
}
