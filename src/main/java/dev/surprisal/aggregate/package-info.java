/**
 * Third stage: scores to documents, documents to windows and to the job's summary.
 *
 * <p>{@link dev.surprisal.aggregate.DocumentAggregator} is keyed by document: puts pieces together,
 * drops repeats, closes. {@link dev.surprisal.aggregate.TokenWindowAggregator} is keyed by model:
 * whole documents in order of event time and name, closed every N tokens. {@link
 * dev.surprisal.aggregate.SummaryOperator} stands alone and adds up everything, both ledgers
 * included. State: pieces of open documents; documents that wait for the watermark; one {@link
 * dev.surprisal.event.Totals} each window and job.
 *
 * <p>All sums are exact, so none of this depends on the order in which records arrive. The
 * arithmetic is in {@link dev.surprisal.aggregate.ScoreAccumulator} and {@link
 * dev.surprisal.aggregate.FigureCalculator}, which know no Flink.
 */
package dev.surprisal.aggregate;
