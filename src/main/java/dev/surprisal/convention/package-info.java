/**
 * What an offline benchmark asks of a model and what it counts: one {@link
 * dev.surprisal.convention.Convention} says all of it, {@link dev.surprisal.convention.Conventions}
 * knows those that people quote, and {@link dev.surprisal.convention.WindowPlan} turns one and a
 * number of tokens into the windows to ask. Pure arithmetic: no text, no tokenizer, no Flink.
 */
package dev.surprisal.convention;
