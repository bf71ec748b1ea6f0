/**
 * First stage of an evaluation, in the place of ingest: texts to windows, windows to the server,
 * answers to {@link dev.surprisal.event.Completion}s.
 *
 * <p>{@link dev.surprisal.ask.PlanFunction} cuts documents as the convention says, {@link
 * dev.surprisal.ask.AskFunction} has the windows scored, each once: what the journal holds is not
 * asked again. Start at {@link dev.surprisal.ask.Ask}.
 */
package dev.surprisal.ask;
