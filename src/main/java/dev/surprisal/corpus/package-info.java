/**
 * Texts of an offline benchmark: files to documents, documents to words, bytes and tokens. Pure
 * Java: no Flink, no network.
 *
 * <p>{@link dev.surprisal.corpus.DocumentReader} streams documents, one in memory at a time; {@link
 * dev.surprisal.corpus.TextCounts} and {@link dev.surprisal.corpus.Detokenizer} count and rewrite
 * as lm-eval does; {@link dev.surprisal.corpus.TextTokenizer} makes tokens and says which bytes
 * each stands for; {@link dev.surprisal.corpus.TokenAlignment} does so for tokens that a server
 * made.
 *
 * <p>What no text can be is refused, with file and place, by {@link
 * dev.surprisal.corpus.InvalidDocumentException}: bytes that are no UTF-8, and halves of surrogate
 * pairs. NUL is a character like any other.
 */
package dev.surprisal.corpus;
