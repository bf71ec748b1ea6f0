/**
 * What a person types: {@code surprisal run JOB}, {@code surprisal score FILE…}, {@code surprisal
 * compare BASE CANDIDATE…}, {@code surprisal validate JOB}, {@code surprisal formats}. Reads
 * results back as the lines of JSON that the job wrote and shows them as a table, JSON, CSV,
 * Markdown or llama.cpp's own block. Knows no Flink.
 *
 * <p>Start at {@link dev.surprisal.cli.SurprisalCli}.
 */
package dev.surprisal.cli;
