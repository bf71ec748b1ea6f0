package dev.surprisal.ingest;

import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.Payload;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.payload.DecodedRollout;
import dev.surprisal.payload.MalformedPayloadException;
import dev.surprisal.payload.RolloutDecoder;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Payload to records of roll-outs. Every payload adds to the ledger exactly once as received, and
 * exactly once as decoded, as ignored (a mark that closes a step) or as dead letter.
 */
final class RolloutDecodeFunction extends ProcessFunction<Payload, RolloutRecord> {

    private static final long serialVersionUID = 1L;

    private transient RolloutDecoder decoder;
    private transient SequenceMemory memory;

    @Override
    public void open(OpenContext context) {
        decoder = new RolloutDecoder();
        memory = new SequenceMemory();
    }

    @Override
    public void processElement(Payload payload, Context context, Collector<RolloutRecord> out) {
        if (payload.notice() != null) {
            return;
        }
        enter(context, LedgerLine.RECEIVED);
        if (payload.fault() != null) {
            deadLetter(context, new DeadLetter(payload.origin(), null, payload.fault(), -1));
            return;
        }
        try {
            byte[] bytes = payload.bytes();
            DecodedRollout decoded = decoder.decode(bytes, 0, bytes.length, payload.origin());
            boolean mark = decoded.close() != null;
            enter(context, mark ? LedgerLine.IGNORED : LedgerLine.DECODED);
            if (!mark) {
                enter(context, LedgerLine.COMPLETIONS);
            }
            out.collect(
                    new RolloutRecord(
                            decoded.rollout(),
                            decoded.close(),
                            memory.first(
                                    payload.origin().source(),
                                    mark
                                            ? decoded.close().identity()
                                            : decoded.rollout().identity())));
        } catch (MalformedPayloadException e) {
            deadLetter(
                    context, new DeadLetter(payload.origin(), e.format(), e.reason(), e.offset()));
        }
    }

    private static void enter(Context context, LedgerLine line) {
        context.output(IngestTags.LEDGER, new LedgerEntry(line, 1));
    }

    private static void deadLetter(Context context, DeadLetter letter) {
        enter(context, LedgerLine.DEAD_LETTER);
        context.output(IngestTags.DEAD_LETTERS, letter);
    }
}
