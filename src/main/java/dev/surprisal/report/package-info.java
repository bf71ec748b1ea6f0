/**
 * Results in the layouts of other tools: lm-eval's {@code results_*.json} and {@code
 * samples_*.jsonl}. No Flink.
 *
 * <p>Start at {@link dev.surprisal.report.LmEvalWriter}.
 */
package dev.surprisal.report;
