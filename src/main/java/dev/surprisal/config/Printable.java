package dev.surprisal.config;

/** What a file or a payload holds, made fit for one line of a message. */
public final class Printable {

    private static final int VALUE_MAX = 60;
    private static final int SENTENCE_MAX = 300;

    private Printable() {}

    /** In quotes. */
    static String quoted(String text) {
        return '"' + escaped(text, true, VALUE_MAX) + '"';
    }

    /** Without quotes, for keys and for scalars that YAML takes for numbers and such. */
    static String bare(String text) {
        return escaped(text, false, VALUE_MAX);
    }

    /** A message of a library, which may hold what the file holds. */
    static String sentence(String text) {
        return escaped(text, false, SENTENCE_MAX);
    }

    /**
     * Cut to a readable length, one line, and with nothing in it that a terminal would obey or
     * hide.
     */
    private static String escaped(String text, boolean quotes, int codePointsMax) {
        StringBuilder out = new StringBuilder();
        int codePoints = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (codePoints++ == codePointsMax) {
                return out.append("...").toString();
            }
            int c = text.codePointAt(i);
            if (c == '\n') {
                out.append("\\n");
            } else if (c == '\t') {
                out.append("\\t");
            } else if (quotes && (c == '"' || c == '\\')) {
                out.append('\\').append((char) c);
            } else if (isVisible(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(String.format("\\u{%x}", c));
            }
        }
        return out.toString();
    }

    /**
     * Neither obeyed nor hidden by a terminal: no control, format, private or unassigned character.
     */
    public static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
