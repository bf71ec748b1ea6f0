package dev.surprisal.corpus;

/**
 * Which lines of a WikiText file start a document: {@code = Title =}, and none of {@code = =
 * Section = =}. The rule is that of the script behind EleutherAI/wikitext_document_level: two and
 * three signs in a row are one word each, and what then starts and ends with a sign of its own is a
 * title.
 */
final class WikiTextTitle {
    private WikiTextTitle() {}

    static boolean is(String line) {
        // Almost every line ends here.
        int start = 0;
        while (start < line.length() && TextCounts.isSpace(line.charAt(start))) {
            start++;
        }
        if (!line.startsWith("= ", start)) {
            return false;
        }
        String words = TextCounts.strip(line.replace("= = =", "===").replace("= =", "=="));
        return words.startsWith("= ") && words.endsWith(" =");
    }
}
