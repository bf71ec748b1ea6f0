package dev.surprisal.cli;

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

    /** As typed on the command line. */
    @Override
    public String toString() {
        return word;
    }
}
