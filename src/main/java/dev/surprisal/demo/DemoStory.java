package dev.surprisal.demo;

import java.util.List;
import java.util.Set;

/**
 * A story, its words and punctuation apart by single spaces.
 *
 * @param domain farm, sea or town
 * @param title without marks
 * @param sections at least one; the first has no heading
 */
record DemoStory(String domain, String title, List<Section> sections) {

    private static final Set<String> GLUED = Set.of(",", ".", "?", "!", "n't", "@-@", "@,@");

    /**
     * A part of a story.
     *
     * @param heading null in the first
     * @param paragraphs at least one
     */
    record Section(String heading, List<String> paragraphs) {}

    /** As in WikiText's raw files: a space around every line, title and headings between marks. */
    String wikiText() {
        StringBuilder text = new StringBuilder(" \n = ").append(title).append(" = \n \n");
        for (Section section : sections) {
            if (section.heading() != null) {
                text.append(" = = ").append(section.heading()).append(" = = \n \n");
            }
            for (String paragraph : section.paragraphs()) {
                text.append(' ').append(paragraph).append(" \n");
            }
            text.append(" \n");
        }
        return text.toString();
    }

    /** As people write: title, an empty line, paragraphs with an empty line between them. */
    String prose() {
        StringBuilder text = new StringBuilder(title).append("\n");
        for (Section section : sections) {
            if (section.heading() != null) {
                text.append("\n").append(section.heading()).append("\n");
            }
            for (String paragraph : section.paragraphs()) {
                text.append("\n").append(joined(paragraph)).append("\n");
            }
        }
        return text.toString();
    }

    private static String joined(String paragraph) {
        StringBuilder text = new StringBuilder();
        boolean quoted = false;
        boolean glue = true;
        for (String word : paragraph.split(" ")) {
            boolean quote = word.equals("\"");
            boolean closes = quote ? quoted : GLUED.contains(word);
            if (!glue && !closes) {
                text.append(' ');
            }
            text.append(word.equals("@-@") ? "-" : word.equals("@,@") ? "," : word);
            glue = word.startsWith("@") || (quote && !quoted);
            quoted ^= quote;
        }
        return text.toString();
    }
}
