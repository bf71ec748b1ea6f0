package dev.surprisal.event;

/**
 * Which positions of a document a piece holds.
 *
 * @param firstPosition document position of the piece's first entry; {@link #FOLLOWS} for a chunk
 *     of a stream that does not know its position: it follows the chunk before it in its source
 * @param tokensExpected tokens of the whole document that should be scored; -1 if the piece's own
 *     entries are all that is known
 * @param entriesAvailable entries of the whole document that the source will deliver: the document
 *     closes when they are in; -1 if unknown
 * @param finished whether the server said that the answer is finished, or the rows have the
 *     partners that they were to be compared with
 */
public record Extent(
        int firstPosition, int tokensExpected, int entriesAvailable, boolean finished) {

    /** The position of a chunk that only its place in the source puts in order. */
    public static final int FOLLOWS = -1;

    /** The same where only the place in the source puts it in order. */
    public Extent following() {
        return new Extent(FOLLOWS, tokensExpected, entriesAvailable, finished);
    }
}
