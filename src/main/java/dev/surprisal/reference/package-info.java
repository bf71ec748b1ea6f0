/**
 * Saved references: what a model said about a text, in one small file that later runs are compared
 * with. Token ids, exact nll and the likeliest tokens at each position; not whole rows, so 100 MB
 * where a KL base file takes 37 GB. No Flink.
 *
 * <p>Start at {@link dev.surprisal.reference.ReferenceWriter}.
 */
package dev.surprisal.reference;
