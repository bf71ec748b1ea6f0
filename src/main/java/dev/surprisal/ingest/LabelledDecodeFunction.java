package dev.surprisal.ingest;

import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.Labelled;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.Payload;
import dev.surprisal.loss.InvalidLabelledException;
import dev.surprisal.loss.LabelledDecoder;
import dev.surprisal.loss.LossPlan;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Payload to labelled lines. Every payload adds to the ledger exactly once as received, and exactly
 * once as decoded or dead letter. Blank lines never get here.
 */
final class LabelledDecodeFunction extends ProcessFunction<Payload, Labelled> {

    private static final long serialVersionUID = 1L;

    private final LossPlan plan;
    private transient LabelledDecoder decoder;
    private transient LongCounter bytes;

    LabelledDecodeFunction(LossPlan plan) {
        this.plan = plan;
    }

    @Override
    public void open(OpenContext context) {
        decoder = new LabelledDecoder(plan);
        bytes = new LongCounter();
        getRuntimeContext().addAccumulator(IngestTags.BYTES, bytes);
    }

    @Override
    public void processElement(Payload payload, Context context, Collector<Labelled> out) {
        bytes.add(payload.origin().length());
        enter(context, LedgerLine.RECEIVED);
        if (payload.fault() != null) {
            deadLetter(context, new DeadLetter(payload.origin(), null, payload.fault(), -1));
        } else {
            decode(payload, context, out);
        }
    }

    private void decode(Payload payload, Context context, Collector<Labelled> out) {
        try {
            out.collect(decoder.decode(payload.bytes()));
            enter(context, LedgerLine.DECODED);
            // Without an end of time there is nothing that could come too late.
            enter(context, LedgerLine.SCORED);
        } catch (InvalidLabelledException e) {
            deadLetter(context, new DeadLetter(payload.origin(), null, e.getMessage(), e.offset()));
        }
    }

    private static void enter(ProcessFunction<Payload, Labelled>.Context context, LedgerLine line) {
        context.output(IngestTags.LEDGER, new LedgerEntry(line, 1));
    }

    private static void deadLetter(
            ProcessFunction<Payload, Labelled>.Context context, DeadLetter letter) {
        enter(context, LedgerLine.DEAD_LETTER);
        context.output(IngestTags.DEAD_LETTERS, letter);
    }
}
