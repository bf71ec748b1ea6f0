package dev.surprisal.event;

/**
 * State of an open window of steps, of one group.
 *
 * @param run of training; "" if its name is not known
 * @param labels fields of the group and their values
 * @param totals so far
 */
public record StepWindow(String run, Labels labels, RolloutTotals totals) {}
