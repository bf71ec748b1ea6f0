/**
 * Wires the stages into jobs: the only place that sees all of them.
 *
 * <p>{@link dev.surprisal.job.PerplexityTopology} is the whole flow, one statement a stage, the
 * same for every job; {@link dev.surprisal.job.InputFiles} tells what was given and refuses what
 * cannot be compared; {@link dev.surprisal.job.BoundedJob} runs one to its end, embedded or on a
 * cluster.
 */
package dev.surprisal.job;
