package dev.surprisal.event;

/**
 * All losses of a job over its whole input.
 *
 * @param losses their names
 * @param units [losses] of value, mean and sum
 * @param figures [losses]
 * @param ledger counts by {@link LedgerLine#ordinal()}
 */
public record LossSummary(String[] losses, String[] units, LossFigures[] figures, long[] ledger) {}
