package dev.surprisal.payload;

import dev.surprisal.event.Origin;
import java.util.Objects;

/**
 * Turns a line of a trainer's roll-outs into a {@link dev.surprisal.event.Rollout}: our own record,
 * {@code "schema": "surprisal.rollout/1"}, or a line of NeMo-RL's {@code train_data_step<N>.jsonl}.
 * docs/ROLLOUTS.md has the fields and what is done with bad ones.
 *
 * <p>Not thread-safe; may be used again.
 */
public final class RolloutDecoder {

    /**
     * Decodes {@code payload[offset, offset + length)}, one JSON object.
     *
     * @param origin where the bytes came from; of NeMo-RL's files the name tells the step
     * @throws MalformedPayloadException if the line cannot be used, with reason and offset
     */
    public DecodedRollout decode(byte[] payload, int offset, int length, Origin origin)
            throws MalformedPayloadException {
        Objects.checkFromIndexSize(offset, length, payload.length);
        try (JsonCursor in = new JsonCursor(payload, offset, length, 0, new Budget(length))) {
            in.expectObject("a roll-out");
            RolloutFields fields = RolloutFields.read(in);
            if (in.next() != null) {
                throw in.fault("bytes after the JSON value");
            }
            return new RolloutAssembler(fields, in, origin).assemble();
        }
    }
}
