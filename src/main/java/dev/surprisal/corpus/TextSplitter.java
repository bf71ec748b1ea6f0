package dev.surprisal.corpus;

import java.io.IOException;

/** Cuts a file of plain text, see {@link DocumentFormat}. */
final class TextSplitter implements Splitter {
    private final ContentLines lines;
    private final DocumentFormat format;
    private String ahead;
    private long documents;
    private boolean whole;

    TextSplitter(ContentLines lines, DocumentFormat format) {
        this.lines = lines;
        this.format = format;
    }

    @Override
    public Piece next() throws IOException {
        return switch (format) {
            case FILE -> file();
            case LINES -> line();
            case BLOCKS -> piece(block());
            case WIKITEXT -> piece(article());
            case WIKITEXT_ROWS -> row();
            case AUTO, JSONL -> throw new IllegalStateException(format + " is no plain text");
        };
    }

    private Piece piece(String text) {
        return text == null ? null : new Piece(documents++, text, null);
    }

    private Piece file() throws IOException {
        if (whole) {
            return null;
        }
        whole = true;
        return new Piece(-1, lines.rest(), null);
    }

    private Piece line() throws IOException {
        String line = lines.next();
        return line == null ? null : new Piece(lines.line(), ContentLines.withoutEnd(line), null);
    }

    private Piece row() throws IOException {
        String line = lines.next();
        return line == null
                ? null
                : new Piece(lines.line(), ContentLines.isBlank(line) ? "" : line, null);
    }

    private String block() throws IOException {
        String line = lines.next();
        while (line != null && ContentLines.isBlank(line)) {
            line = lines.next();
        }
        StringBuilder block = new StringBuilder();
        String last = null;
        for (; line != null && !ContentLines.isBlank(line); line = lines.next()) {
            if (last != null) {
                block.append(last);
            }
            last = line;
        }
        return last == null ? null : block.append(ContentLines.withoutEnd(last)).toString();
    }

    /** A line is held back until it is known whether its end is the one before a title. */
    private String article() throws IOException {
        String last = ahead == null ? lines.next() : ahead;
        ahead = null;
        StringBuilder article = new StringBuilder();
        boolean blank = true;
        while (last != null) {
            blank &= ContentLines.isBlank(last);
            String line = lines.next();
            if (line != null && WikiTextTitle.is(line) && !blank) {
                ahead = line;
                return article.append(ContentLines.withoutEnd(last)).toString();
            }
            if (line != null && WikiTextTitle.is(line)) {
                article.setLength(0); // before the first title
            } else {
                article.append(last);
            }
            last = line;
        }
        return blank ? null : article.toString();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
