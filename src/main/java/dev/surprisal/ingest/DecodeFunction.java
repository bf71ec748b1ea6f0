package dev.surprisal.ingest;

import dev.surprisal.event.Completion;
import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Payload;
import dev.surprisal.event.Segment;
import dev.surprisal.payload.MalformedPayloadException;
import dev.surprisal.payload.PayloadDecoder;
import dev.surprisal.payload.PayloadDefaults;
import java.util.List;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Payload to completions. Every payload adds to the ledger exactly once as received, and exactly
 * once as decoded, dead letter or ignored.
 */
final class DecodeFunction extends ProcessFunction<Payload, Completion> {

    private static final long serialVersionUID = 1L;

    private final String model;
    private final Segment segment;
    private transient PayloadDecoder decoder;
    private transient LongCounter bytes;

    /**
     * A decoder stage.
     *
     * @param model name where a payload has none, or null
     * @param segment the only segment to keep, or null for all
     */
    DecodeFunction(String model, Segment segment) {
        this.model = model;
        this.segment = segment;
    }

    @Override
    public void open(OpenContext context) {
        decoder = new PayloadDecoder();
        bytes = new LongCounter();
        getRuntimeContext().addAccumulator(IngestTags.BYTES, bytes);
    }

    @Override
    public void processElement(Payload payload, Context context, Collector<Completion> out) {
        bytes.add(payload.origin().length());
        context.output(IngestTags.LEDGER, new LedgerEntry(LedgerLine.RECEIVED, 1));
        if (payload.fault() != null) {
            deadLetter(context, new DeadLetter(payload.origin(), null, payload.fault(), -1));
            return;
        }
        try {
            decode(payload, context, out);
        } catch (MalformedPayloadException e) {
            deadLetter(
                    context, new DeadLetter(payload.origin(), e.format(), e.reason(), e.offset()));
        }
    }

    private void decode(Payload payload, Context context, Collector<Completion> out)
            throws MalformedPayloadException {
        byte[] content = payload.bytes();
        Origin origin = payload.origin();
        PayloadDefaults defaults = new PayloadDefaults(model, payload.documentName());
        List<Completion> completions = decoder.decode(content, 0, content.length, origin, defaults);
        int kept = 0;
        for (Completion completion : completions) {
            if (segment == null || completion.identity().segment() == segment) {
                kept++;
                out.collect(completion);
            }
        }
        LedgerLine line = kept > 0 ? LedgerLine.DECODED : LedgerLine.IGNORED;
        context.output(IngestTags.LEDGER, new LedgerEntry(line, 1));
        if (kept > 0) {
            context.output(IngestTags.LEDGER, new LedgerEntry(LedgerLine.COMPLETIONS, kept));
        }
    }

    private static void deadLetter(
            ProcessFunction<Payload, Completion>.Context context, DeadLetter letter) {
        context.output(IngestTags.LEDGER, new LedgerEntry(LedgerLine.DEAD_LETTER, 1));
        context.output(IngestTags.DEAD_LETTERS, letter);
    }
}
