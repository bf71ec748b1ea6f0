package dev.surprisal.event;

/**
 * The documents of one group.
 *
 * @param name value of the field that documents are grouped by
 * @param documents how many
 * @param figures of all of them; no quantiles
 */
public record GroupScore(String name, long documents, Figures figures) {}
