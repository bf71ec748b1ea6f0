package dev.surprisal.event;

/**
 * State of one process of a writer: how far its records have been read.
 *
 * @param run of training; "" if its name is not known
 * @param writer its rank
 * @param attempt which process of it
 * @param next number of the record that is read next
 * @param closed greatest step that it closed; -1 if none
 * @param ended whether it has passed every step
 */
public record StepWriter(
        String run, int writer, int attempt, long next, long closed, boolean ended) {}
