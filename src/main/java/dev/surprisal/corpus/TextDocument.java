package dev.surprisal.corpus;

/**
 * One text of a data set, as it was read.
 *
 * @param id the file's name and the document's place in it, {@code wiki.test.raw#00000007}; unique
 *     in a data set, and the same however often it is read
 * @param text the characters; may be empty or blank, never a half of a surrogate pair
 * @param group value of the field that results are grouped by, or null
 */
public record TextDocument(String id, String text, String group) {}
