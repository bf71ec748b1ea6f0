/**
 * One model against others: documents paired by name, the ratio of perplexities with an interval
 * that is clustered by document, divergences where tokens are known, and a verdict. Reads result
 * lines, lm-eval's samples and saved references. No Flink: KL base files are read by a job, whose
 * result lines come here.
 *
 * <p>Start at {@link dev.surprisal.compare.Comparison}.
 */
package dev.surprisal.compare;
