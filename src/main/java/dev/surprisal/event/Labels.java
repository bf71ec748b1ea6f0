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

    /** The key in words: "model=a route=b", or "all" without fields. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            text.append(i == 0 ? "" : " ").append(names[i]).append('=').append(values[i]);
        }
        return text.isEmpty() ? "all" : text.toString();
    }
}
