package dev.surprisal.event;

/**
 * What became of the roll-outs of two joined streams, from the begin of the job to its end.
 *
 * @param primary [RolloutJoinLine] of the first stream
 * @param secondary [RolloutJoinLine] of the second stream
 */
public record RolloutJoinCounts(long[] primary, long[] secondary) {}
