package dev.surprisal.report;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Values as {@code json.dumps(value, indent=2, ensure_ascii=False)} lays them out. */
final class PythonJson {

    private static final String INDENT = "  ";

    private PythonJson() {}

    /**
     * Lays out a value.
     *
     * @param value maps in their order, lists, strings, numbers, booleans, null
     */
    static String indented(Object value) {
        StringBuilder out = new StringBuilder();
        append(value, "\n", out);
        return out.toString();
    }

    private static void append(Object value, String line, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            appendAll(map.entrySet().iterator(), '{', '}', line, out);
        } else if (value instanceof List<?> list) {
            appendAll(list.iterator(), '[', ']', line, out);
        } else if (value instanceof Map.Entry<?, ?> entry) {
            out.append(PythonText.json((String) entry.getKey())).append(": ");
            append(entry.getValue(), line, out);
        } else if (value == null || value instanceof String) {
            out.append(PythonText.json((String) value));
        } else if (value instanceof Double number) {
            out.append(PythonText.json(number));
        } else if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
            out.append(value);
        } else {
            throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static void appendAll(
            Iterator<?> values, char open, char close, String line, StringBuilder out) {
        out.append(open);
        if (!values.hasNext()) {
            out.append(close);
            return;
        }
        String inner = line + INDENT;
        while (values.hasNext()) {
            out.append(inner);
            append(values.next(), inner, out);
            out.append(values.hasNext() ? "," : "");
        }
        out.append(line).append(close);
    }
}
