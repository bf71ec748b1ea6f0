package dev.surprisal.event;

/**
 * Both ledgers from the begin of the job up to a time, which is that of the partitions where the
 * records stand: so that it does not depend on how partitions were interleaved.
 *
 * @param endMillis up to when, exclusive; {@link Long#MAX_VALUE} at the end of the job
 * @param counts [LedgerLine]
 * @param open completions that are in a document that has not closed
 */
public record LedgerScore(long endMillis, long[] counts, long open) {}
