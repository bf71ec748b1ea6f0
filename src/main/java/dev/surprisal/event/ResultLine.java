package dev.surprisal.event;

/**
 * One line of results, ready to be written, and where it sorts.
 *
 * @param rank of its kind: documents, then windows, baselines, alerts, dead letters, the summary
 * @param order within its kind, compared by code units
 * @param json the line, without a newline
 */
public record ResultLine(int rank, String order, String json) {

    /**
     * What the line is of, for keeping lines of one thing together: {@code order} up to its first
     * U+0001. Name of a document, key of a window, source of a dead letter; "" for a summary.
     */
    public String key() {
        int end = order.indexOf('\u0001');
        return end < 0 ? order : order.substring(0, end);
    }
}
