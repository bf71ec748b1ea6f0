package dev.surprisal.ingest;

import dev.surprisal.event.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;

/**
 * Does for one reader what its task does, and keeps what comes out, as words: "BEGAN a", "a@0: {}",
 * "a@0! why not", "ENDED a".
 */
final class ReaderDrive<SplitT extends SourceSplit>
        implements SourceReaderContext, ReaderOutput<Payload>, AutoCloseable {

    /** Far above what anything here takes; a reader that never comes to it fails its test. */
    private static final long PATIENCE_SECONDS = 120;

    final SourceReader<Payload, SplitT> reader;
    final List<Payload> payloads = new ArrayList<>();
    final List<String> words = new ArrayList<>();
    final List<SourceEvent> events = new ArrayList<>();

    ReaderDrive(Source<Payload, SplitT, ?> source) throws Exception {
        reader = source.createReader(this);
        reader.start();
    }

    /** Polls until the reader has said {@code count} things in all. */
    List<String> until(int count) throws Exception {
        while (words.size() < count) {
            if (reader.pollNext(this) == InputStatus.NOTHING_AVAILABLE) {
                reader.isAvailable().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
        return words;
    }

    /** The same, but for an end that comes before. */
    void untilOrEnd(int count) throws Exception {
        InputStatus status = InputStatus.MORE_AVAILABLE;
        while (words.size() < count && status != InputStatus.END_OF_INPUT) {
            status = reader.pollNext(this);
            if (status == InputStatus.NOTHING_AVAILABLE) {
                reader.isAvailable().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    /** Polls until the reader has sent something to its enumerator, and gives the first of it. */
    SourceEvent untilEvent() throws Exception {
        while (events.isEmpty()) {
            if (reader.pollNext(this) == InputStatus.NOTHING_AVAILABLE) {
                reader.isAvailable().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
        return events.get(0);
    }

    /** Polls to the end of the input. */
    List<String> untilEnd() throws Exception {
        untilOrEnd(Integer.MAX_VALUE);
        return words;
    }

    @Override
    public void collect(Payload payload) {
        payloads.add(payload);
        String source = payload.origin().source();
        if (payload.notice() != null) {
            words.add((payload.notice() + " " + source).strip());
            return;
        }
        String text = new String(payload.bytes(), StandardCharsets.UTF_8);
        words.add(
                source
                        + "@"
                        + payload.origin().offset()
                        + (payload.fault() == null ? ": " + text : "! " + payload.fault()));
    }

    @Override
    public void collect(Payload payload, long timestamp) {
        collect(payload);
    }

    @Override
    public SourceOutput<Payload> createOutputForSplit(String splitId) {
        return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceReaderMetricGroup metricGroup() {
        return UnregisteredMetricsGroup.createSourceReaderMetricGroup();
    }

    @Override
    public Configuration getConfiguration() {
        return new Configuration();
    }

    @Override
    public String getLocalHostName() {
        return "localhost";
    }

    @Override
    public int getIndexOfSubtask() {
        return 0;
    }

    @Override
    public void sendSplitRequest() {}

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {
        events.add(event);
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
        return SimpleUserCodeClassLoader.create(getClass().getClassLoader());
    }

    @Override
    public void close() throws Exception {
        reader.close();
    }
}
