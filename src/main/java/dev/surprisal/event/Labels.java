package dev.surprisal.event;

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
}
