package dev.surprisal.cli;

import java.util.List;

/**
 * A titled table of text cells.
 *
 * @param title above it
 * @param header names of the columns
 * @param rows of as many cells
 */
record Block(String title, List<String> header, List<List<String>> rows) {}
