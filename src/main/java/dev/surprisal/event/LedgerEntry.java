package dev.surprisal.event;

/**
 * Adds to one line of a ledger. A record rather than a Flink counter: those restart with the job.
 *
 * @param line which line
 * @param count how much, at least 1
 */
public record LedgerEntry(LedgerLine line, long count) {}
