package dev.surprisal.event;

/**
 * How a completion came in, in a flow without an end.
 *
 * @param labels values of the fields that results are grouped by, in their order; an absent field
 *     has ""
 * @param clockMillis greatest event time of its partition so far, its own included
 * @param late whether it came behind the allowed lateness of its partition
 */
public record Arrival(String[] labels, long clockMillis, boolean late) {}
