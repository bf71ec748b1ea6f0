/**
 * Second stage: reduces each {@link dev.surprisal.event.Completion} on its own to one {@link
 * dev.surprisal.event.CompletionScore}.
 *
 * <p>Stateless and chained to ingest, so that full-vocabulary rows never travel. The arithmetic of
 * a row is in {@code kernel}; what a position's status is, and what follows from a bare log-prob,
 * is in {@link dev.surprisal.score.CompletionScorer}, which knows no Flink.
 *
 * <p>Start at {@link dev.surprisal.score.ScoreFunction}.
 */
package dev.surprisal.score;
