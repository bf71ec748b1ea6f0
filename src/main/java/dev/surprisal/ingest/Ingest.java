package dev.surprisal.ingest;

import dev.surprisal.event.Completion;
import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.Payload;
import dev.surprisal.event.Segment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the ingest stage hands on.
 *
 * @param completions in no order between files
 * @param deadLetters payloads that could not be used
 * @param ledger received, decoded, dead letters, ignored, completions
 * @param ends how far event time had come in each reader, once it is at its end, as a watermark;
 *     {@link Long#MIN_VALUE} where no time was told; null in a flow without event time
 */
public record Ingest(
        DataStream<Completion> completions,
        DataStream<DeadLetter> deadLetters,
        DataStream<LedgerEntry> ledger,
        DataStream<Long> ends) {

    /** Of a flow without event time. */
    public Ingest(
            DataStream<Completion> completions,
            DataStream<DeadLetter> deadLetters,
            DataStream<LedgerEntry> ledger) {
        this(completions, deadLetters, ledger, null);
    }

    /** Name of the accumulator that counts bytes taken in, for progress. */
    public static final String BYTES_ACCUMULATOR = IngestTags.BYTES;

    /**
     * Reads files of rows: KL base files and tensor dumps.
     *
     * @param env where the job is built
     * @param pairs files, with their references where they have one
     */
    public static Ingest ofRowFiles(StreamExecutionEnvironment env, List<RowPair> pairs) {
        HashMap<String, RowPair> byPath = new HashMap<>();
        pairs.forEach(pair -> byPath.put(pair.path(), pair));
        FileSource<Completion> source =
                FileSource.forBulkFileFormat(
                                new RowFileFormat(byPath),
                                pairs.stream()
                                        .map(pair -> new Path(pair.path()))
                                        .toArray(Path[]::new))
                        .setFileEnumerator(() -> new RowSplitEnumerator(byPath))
                        .build();
        return of(
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "ingest: row files")
                        .uid("ingest-row-source")
                        .process(new AdmitFunction())
                        .uid("ingest-row-admit")
                        .name("ingest: admit"));
    }

    /**
     * Reads files of server responses.
     *
     * @param env where the job is built
     * @param files at least one
     * @param payloadBytesMax largest payload that is decoded
     * @param model name where a payload has none, or null
     * @param segment the only segment to keep, or null for all
     */
    public static Ingest ofPayloadFiles(
            StreamExecutionEnvironment env,
            List<PayloadFile> files,
            int payloadBytesMax,
            String model,
            Segment segment) {
        return of(
                payloads(env, files, payloadBytesMax, "ingest: response files")
                        .uid("ingest-payload-source")
                        .process(new DecodeFunction(model, segment))
                        .uid("ingest-decode")
                        .name("ingest: decode"));
    }

    /** Payloads of files, as they are cut; whoever calls gives the source its uid. */
    static DataStreamSource<Payload> payloads(
            StreamExecutionEnvironment env,
            List<PayloadFile> files,
            int payloadBytesMax,
            String name) {
        Map<String, PayloadFile> byPath = new HashMap<>();
        files.forEach(file -> byPath.put(file.path(), file));
        FileSource<Payload> source =
                FileSource.forBulkFileFormat(
                                new PayloadFileFormat(byPath, payloadBytesMax),
                                files.stream()
                                        .map(file -> new Path(file.path()))
                                        .toArray(Path[]::new))
                        .setFileEnumerator(PayloadSplitEnumerator::new)
                        .build();
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), name);
    }

    /**
     * Takes completions that are decoded already.
     *
     * @param completions each of them one payload in the ledger
     */
    public static Ingest ofCompletions(DataStream<Completion> completions) {
        return of(
                completions.process(new AdmitFunction()).uid("ingest-admit").name("ingest: admit"));
    }

    /** Both together. */
    public Ingest union(Ingest other) {
        return new Ingest(
                completions.union(other.completions),
                deadLetters.union(other.deadLetters),
                ledger.union(other.ledger));
    }

    private static Ingest of(SingleOutputStreamOperator<Completion> decoded) {
        return new Ingest(
                decoded,
                decoded.getSideOutput(IngestTags.DEAD_LETTERS),
                decoded.getSideOutput(IngestTags.LEDGER));
    }
}
