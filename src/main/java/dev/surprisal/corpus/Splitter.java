package dev.surprisal.corpus;

import java.io.IOException;

/** Cuts one file into documents. */
interface Splitter extends AutoCloseable {
    /**
     * One document of a file.
     *
     * @param place in the file, from 0, or its line, from 1; -1: the whole file
     */
    record Piece(long place, String text, String group) {}

    /** The next one, or null at the end. */
    Piece next() throws IOException;

    @Override
    void close() throws IOException;
}
