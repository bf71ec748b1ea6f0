/**
 * Bytes from a model server in, {@link dev.surprisal.event.Completion}s out. Pure Java: no Flink.
 *
 * <p>Start at {@link dev.surprisal.payload.PayloadDecoder}. {@code PayloadReader} tells JSON from
 * event streams, {@code ObjectReader} sends each key to the class that knows its shape, those fill
 * drafts, and {@code CompletionAssembler} turns drafts into completions. A format is an entry in
 * {@code ObjectReader}, a class, a row in docs/PAYLOADS.md and a folder of golden cases.
 *
 * <p>Files of logits are no payloads: {@link dev.surprisal.payload.KldHeader} and {@link
 * dev.surprisal.payload.TensorFile} only tell where their rows lie.
 */
package dev.surprisal.payload;
