package dev.surprisal.event;

/**
 * A record of a writer on its way to its step: a scored completion, or that a step is closed.
 *
 * @param identity which record of which writer it is
 * @param format what it was
 * @param origin where the bytes came from
 * @param step of training; of a close the step that is closed
 * @param fields [group fields] values of the fields that results are grouped by; null of a close
 * @param totals of this completion; null of a close
 * @param close null of a completion
 */
public record RolloutScore(
        RolloutIdentity identity,
        SourceFormat format,
        Origin origin,
        long step,
        String[] fields,
        RolloutTotals totals,
        StepClose close) {}
