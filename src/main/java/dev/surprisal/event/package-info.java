/**
 * What flows between the stages: public records and enums only, in flow order {@link
 * dev.surprisal.event.Completion}, {@link dev.surprisal.event.CompletionScore}, {@link
 * dev.surprisal.event.DocumentScore}, {@link dev.surprisal.event.WindowScore}, {@link
 * dev.surprisal.event.SummaryScore}, and beside them {@link dev.surprisal.event.DeadLetter} and
 * {@link dev.surprisal.event.LedgerEntry}.
 *
 * <p>Flink serialises them as POJOs (no Kryo), so they hold only primitives, strings, arrays, enums
 * and other records of this package, and must stay public. They import nothing.
 */
package dev.surprisal.event;
