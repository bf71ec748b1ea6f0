package dev.surprisal.event;

/**
 * What was added to both ledgers in one interval of event time.
 *
 * @param endMillis end of the interval, exclusive; {@link Long#MIN_VALUE} for what came before its
 *     partition had told a time
 * @param counts [LedgerLine]
 */
public record LedgerDelta(long endMillis, long[] counts) {}
