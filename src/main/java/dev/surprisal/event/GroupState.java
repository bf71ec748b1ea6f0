package dev.surprisal.event;

/**
 * The documents of one group so far.
 *
 * @param name value of the field that documents are grouped by
 * @param documents how many
 * @param totals sums over them, without values for quantiles
 */
public record GroupState(String name, long documents, Totals totals) {}
