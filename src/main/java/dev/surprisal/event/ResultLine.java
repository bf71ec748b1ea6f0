package dev.surprisal.event;

/**
 * One line of results, ready to be written, and where it sorts.
 *
 * @param rank of its kind: documents, then windows, baselines, alerts, dead letters, the summary
 * @param order within its kind, compared by code units
 * @param json the line, without a newline
 */
public record ResultLine(int rank, String order, String json) {}
