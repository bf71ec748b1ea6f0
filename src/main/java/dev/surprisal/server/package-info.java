/**
 * The log-probs of a GIVEN text: asks a model server for them and keeps what it answered. No Flink.
 *
 * <p>Start at {@link dev.surprisal.server.ServerProbe}: it finds the {@link
 * dev.surprisal.server.ServerDialect} that a server speaks and refuses servers that change the
 * prompt, ignore it, or answer with less than was asked. {@link dev.surprisal.server.ModelClient}
 * then asks, order-free, with retries and several servers; every answer is checked again before it
 * is believed. {@link dev.surprisal.server.ResponseJournal} stores answers as lines that any reader
 * of payloads understands, so that a run that was killed asks only for what it does not have.
 */
package dev.surprisal.server;
