package dev.surprisal.cli;

import java.io.PrintStream;
import java.util.List;

/** How results are shown. */
enum OutputFormat {
    TABLE("table"),
    JSON("json"),
    CSV("csv"),
    MARKDOWN("markdown"),
    LLAMA_CPP("llama.cpp");

    private final String word;

    OutputFormat(String word) {
        this.word = word;
    }

    /** Whether it is read by eye, rather than by a program or for another tool's sake. */
    boolean isForPeople() {
        return this == TABLE || this == MARKDOWN;
    }

    /** Shows blocks, in a format that is for people. */
    void render(List<Block> blocks, PrintStream out) {
        if (this == MARKDOWN) {
            MarkdownRenderer.render(blocks, out);
        } else {
            TextRenderer.render(blocks, out);
        }
    }

    /** As typed on the command line. */
    @Override
    public String toString() {
        return word;
    }
}
