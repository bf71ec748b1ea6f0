package dev.surprisal.event;

/**
 * A record of a writer on its way to its step: a scored completion, or that a step is closed.
 *
 * @param identity which record of which writer it is
 * @param format what it was
 * @param origin where the bytes came from
 * @param fromSequence least number that this record stands for: those between it and the record
 *     before in its file were unreadable there and are nowhere else; its own where none was before
 * @param recordsBefore how many records the process before this one of its writer left, which come
 *     first; -1 if the record does not say
 * @param step of training; of a close the step that is closed
 * @param fields env, turn and weight version, "" where not said; null of a close
 * @param totals of this completion; null of a close
 * @param half null of a close, and of a completion that is of no pair
 * @param close null of a completion
 */
public record RolloutScore(
        RolloutIdentity identity,
        SourceFormat format,
        Origin origin,
        long fromSequence,
        long recordsBefore,
        long step,
        String[] fields,
        RolloutTotals totals,
        PreferenceHalf half,
        StepClose close) {}
