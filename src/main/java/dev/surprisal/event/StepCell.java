package dev.surprisal.event;

/**
 * State of an open step, of one process of a writer: its counts, its tally of one set of fields, or
 * a half of a pair.
 *
 * @param run of training; "" if its name is not known
 * @param step of training
 * @param writer its rank
 * @param attempt which process of it
 * @param rollouts that came; 0 beside a tally
 * @param announced how many the writer says there are; -1 if it has not
 * @param fields env, turn and weight version; null of the counts
 * @param totals null of the counts and of a half
 * @param half null of the counts and of a tally
 */
public record StepCell(
        String run,
        long step,
        int writer,
        int attempt,
        long rollouts,
        long announced,
        String[] fields,
        RolloutTotals totals,
        PreferenceHalf half) {}
