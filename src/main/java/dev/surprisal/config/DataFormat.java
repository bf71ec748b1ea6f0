package dev.surprisal.config;

/** What one document of a data set is. */
public enum DataFormat {
    AUTO,
    FILE,
    LINES,
    BLOCKS,
    WIKITEXT,
    JSONL
}
