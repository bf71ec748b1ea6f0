package dev.surprisal.ingest;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Payload;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Fronts of a flow without an end. */
public final class LiveIngest {

    private static final List<String> LABELS =
            List.of("model", "revision", "segment", "format", "route");

    private LiveIngest() {}

    /**
     * Whether results can be grouped by a field: model, revision, segment, format, route, which is
     * the header of that name, or {@code header.NAME}.
     */
    public static boolean isLabel(String field) {
        return LABELS.contains(field)
                || field.startsWith(LabelReader.HEADER)
                        && field.length() > LabelReader.HEADER.length();
    }

    /**
     * Reads topics.
     *
     * @param env where the job is built
     * @param payloadBytesMax largest payload that is decoded
     */
    public static Ingest ofTopics(
            StreamExecutionEnvironment env, KafkaSpec topics, int payloadBytesMax, LiveSpec spec) {
        return of(
                env.fromSource(
                                source(topics, payloadBytesMax),
                                WatermarkStrategy.noWatermarks(),
                                "ingest: topics")
                        .uid("ingest-topics"),
                spec);
    }

    /** Topics with word of their partitions. */
    static AnnouncingSource<KafkaPartitionSplit, KafkaSourceEnumState> source(
            KafkaSpec topics, int payloadBytesMax) {
        return new AnnouncingSource<>(
                KafkaInput.source(topics, payloadBytesMax),
                split -> PayloadSchema.partition(split.getTopic(), split.getPartition()));
    }

    /**
     * Reads files, recorded ones to their end or folders that are followed.
     *
     * @param env where the job is built
     * @param real whether recorded responses come as fast as they once did
     */
    public static Ingest ofFolder(
            StreamExecutionEnvironment env, FolderSpec folder, LiveSpec spec, boolean real) {
        Ingest in =
                of(
                        env.fromSource(
                                        FolderSource.of(folder),
                                        WatermarkStrategy.noWatermarks(),
                                        "ingest: response files")
                                .uid("ingest-folder"),
                        spec);
        if (folder.follow()) {
            return each(in, new UntimedWatch(), "ingest-untimed", "ingest: look for times");
        }
        return real ? each(in, new PaceFunction(), "ingest-pace", "ingest: at real speed") : in;
    }

    private static Ingest each(
            Ingest in, MapFunction<Completion, Completion> function, String uid, String name) {
        return new Ingest(
                in.completions().map(function).returns(Completion.class).uid(uid).name(name),
                in.deadLetters(),
                in.ledger(),
                in.ends());
    }

    private static Ingest of(DataStream<Payload> payloads, LiveSpec spec) {
        SingleOutputStreamOperator<Completion> decoded =
                payloads.transform(
                                "ingest: decode, judge lateness",
                                TypeInformation.of(Completion.class),
                                new LiveIngestOperator(spec))
                        .uid("ingest-live-decode");
        return new Ingest(
                decoded,
                decoded.getSideOutput(IngestTags.DEAD_LETTERS),
                decoded.getSideOutput(IngestTags.LEDGER),
                decoded.getSideOutput(IngestTags.ENDS));
    }
}
