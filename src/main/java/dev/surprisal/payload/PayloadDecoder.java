package dev.surprisal.payload;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Origin;
import java.util.List;
import java.util.Objects;

/**
 * Turns what a model server answered into {@link Completion}s: one a choice and segment.
 *
 * <p>The format is recognised from the payload's keys, in one pass. docs/PAYLOADS.md lists what is
 * known and each format's traps. A payload is one JSON value (an answer, an array of answers, or a
 * record of ours) or the transcript of an event stream.
 *
 * <p>Not thread-safe; may be used again.
 */
public final class PayloadDecoder {
    private final JsonNames names = new JsonNames();

    /**
     * Decodes {@code payload[offset, offset + length)}.
     *
     * @param origin where the bytes came from; every completion carries it
     * @param defaults what to assume where the payload is silent
     * @return prompts first, then answers by index; empty if the payload is well-formed and holds
     *     no tokens, like a role chunk, a usage chunk or an answer without log-probs
     * @throws MalformedPayloadException if the payload cannot be used, with reason and offset
     */
    public List<Completion> decode(
            byte[] payload, int offset, int length, Origin origin, PayloadDefaults defaults)
            throws MalformedPayloadException {
        Objects.checkFromIndexSize(offset, length, payload.length);
        var assembler = new CompletionAssembler(origin, defaults);
        try {
            Budget quick = new Budget(length, new JsonParsers(names));
            return assembler.assemble(PayloadReader.read(payload, offset, length, quick));
        } catch (ByteTokens.Doubt | MalformedPayloadException e) {
            Budget careful = new Budget(length);
            return new CompletionAssembler(origin, defaults)
                    .assemble(PayloadReader.read(payload, offset, length, careful));
        }
    }
}
