package dev.surprisal.corpus;

/**
 * Which fields of a JSON line are read. A name is a key of the line's object or, where there is no
 * such key, a path of keys with dots between them: {@code meta.domain}.
 *
 * @param text the field of the document's text, a string
 * @param group the field of its group, a string, number or boolean, or null for no group; null: the
 *     documents have no groups
 */
public record JsonFields(String text, String group) {
    /** The text in {@code text}, no groups. */
    public static final JsonFields DEFAULT = new JsonFields("text", null);
}
