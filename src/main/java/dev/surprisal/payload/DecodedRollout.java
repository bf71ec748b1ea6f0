package dev.surprisal.payload;

import dev.surprisal.event.Rollout;
import dev.surprisal.event.StepClose;

/**
 * What a line of roll-outs says; one of the two is null.
 *
 * @param rollout a completion
 * @param close that a writer has passed a step
 * @param recordsBefore how many records the process before this one of its writer left, which come
 *     first; -1 if the record does not say
 */
public record DecodedRollout(Rollout rollout, StepClose close, long recordsBefore) {}
