package dev.surprisal.ingest;

import dev.surprisal.event.Payload;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * A reader's output that tells when a split gives up its own, which is after its last record.
 *
 * @param output where everything goes
 * @param ended takes the split's id
 */
record EndingOutput(ReaderOutput<Payload> output, Consumer<String> ended)
        implements ReaderOutput<Payload> {

    @Override
    public void collect(Payload payload) {
        output.collect(payload);
    }

    @Override
    public void collect(Payload payload, long timestamp) {
        output.collect(payload, timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        output.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
        output.markIdle();
    }

    @Override
    public void markActive() {
        output.markActive();
    }

    @Override
    public SourceOutput<Payload> createOutputForSplit(String splitId) {
        return output.createOutputForSplit(splitId);
    }

    @Override
    public void releaseOutputForSplit(String splitId) {
        output.releaseOutputForSplit(splitId);
        ended.accept(splitId);
    }
}
