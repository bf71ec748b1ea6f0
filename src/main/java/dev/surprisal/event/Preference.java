package dev.surprisal.event;

/**
 * Which half of a pair of completions a roll-out is.
 *
 * @param pair name of the pair, within the roll-outs that one process of a writer wrote of a step
 * @param preferred whether it was chosen, else rejected
 */
public record Preference(String pair, boolean preferred) {}
