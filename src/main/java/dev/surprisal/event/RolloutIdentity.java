package dev.surprisal.event;

/**
 * Which record of which writer a roll-out is. A writer that starts again counts up its attempt, so
 * (run, writer, attempt, sequence) names a record once.
 *
 * @param run name of the training run; null if not said
 * @param writer rank of the process that wrote it, from 0
 * @param writers how many write; a step is whole when all of them have passed it
 * @param attempt 0 in the first process of that rank, 1 in the next
 * @param sequence number of the record in its attempt, from 0; -1 if it has none, and then nothing
 *     tells a repeat of it or its place
 * @param id the trainer's own name of the completion; null if none
 */
public record RolloutIdentity(
        String run, int writer, int writers, int attempt, long sequence, String id) {}
