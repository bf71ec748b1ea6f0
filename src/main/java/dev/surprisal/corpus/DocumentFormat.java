package dev.surprisal.corpus;

/**
 * How a file holds documents. Line ends are {@code \n} or {@code \r\n}; those inside a document
 * stay as they are.
 */
public enum DocumentFormat {
    /**
     * Told for each file: JSONL if its name ends in .jsonl, .ndjson or .json (before .gz or .zst);
     * WIKITEXT if its first line that is not blank, within 64 KiB, is a title; else FILE.
     */
    AUTO,
    /**
     * The whole file is one document, its last line end included; an empty file is an empty one.
     */
    FILE,
    /** Each line is one, without its line end; an empty line is an empty document. */
    LINES,
    /** Runs of lines between blank lines, without the last line end. */
    BLOCKS,
    /**
     * WikiText articles as EleutherAI/wikitext_document_level cuts them: from one title line,
     * {@code = Title =}, to the line end before the next, which belongs to no document; nor does
     * what is before the first title, if it is blank. Some lines of articles look like titles and
     * are taken for such: the 62 documents of WikiText-2's test split are 60 articles.
     */
    WIKITEXT,
    /**
     * WikiText lines as Salesforce/wikitext has them, which is what scripts join: each with its
     * line end, blank ones as an empty text.
     */
    WIKITEXT_ROWS,
    /** One JSON object a line, the text in one of its fields; empty lines are skipped. */
    JSONL
}
