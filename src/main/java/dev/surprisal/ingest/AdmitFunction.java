package dev.surprisal.ingest;

import dev.surprisal.event.Completion;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Enters slices of rows in the ledger; they arrive decoded. */
final class AdmitFunction extends ProcessFunction<Completion, Completion> {

    private static final long serialVersionUID = 1L;

    private transient LongCounter bytes;

    @Override
    public void open(OpenContext context) {
        bytes = new LongCounter();
        getRuntimeContext().addAccumulator(IngestTags.BYTES, bytes);
    }

    @Override
    public void processElement(Completion slice, Context context, Collector<Completion> out) {
        bytes.add(slice.origin().length());
        context.output(IngestTags.LEDGER, new LedgerEntry(LedgerLine.RECEIVED, 1));
        context.output(IngestTags.LEDGER, new LedgerEntry(LedgerLine.DECODED, 1));
        context.output(IngestTags.LEDGER, new LedgerEntry(LedgerLine.COMPLETIONS, 1));
        out.collect(slice);
    }
}
