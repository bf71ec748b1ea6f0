package dev.surprisal.ingest;

import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.Labelled;
import dev.surprisal.event.LateLabelled;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.Payload;
import dev.surprisal.loss.LossPlan;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the ingest stage hands on of labelled lines.
 *
 * @param lines in no order
 * @param deadLetters lines that could not be used
 * @param ledger received, decoded, dead letters; of a flow without an end also ignored, late ones
 *     and, as completions, the lines that are decoded
 * @param late lines that came too late; null in a flow that ends
 */
public record LabelledIngest(
        DataStream<Labelled> lines,
        DataStream<DeadLetter> deadLetters,
        DataStream<LedgerEntry> ledger,
        DataStream<LateLabelled> late) {

    /**
     * Reads files of labelled lines.
     *
     * @param env where the job is built
     * @param files at least one
     * @param lineBytesMax largest line that is decoded
     * @param plan which labels and which losses are wanted
     */
    public static LabelledIngest ofFiles(
            StreamExecutionEnvironment env,
            List<PayloadFile> files,
            int lineBytesMax,
            LossPlan plan) {
        var decoded =
                Ingest.payloads(env, files, lineBytesMax, "ingest: labelled files")
                        .uid("ingest-labelled-source")
                        .process(new LabelledDecodeFunction(plan))
                        .uid("ingest-labelled-decode")
                        .name("ingest: decode");
        return new LabelledIngest(
                decoded,
                decoded.getSideOutput(IngestTags.DEAD_LETTERS),
                decoded.getSideOutput(IngestTags.LEDGER),
                null);
    }

    /**
     * Follows folders of labelled lines.
     *
     * @param env where the job is built
     * @param live how lateness is judged
     * @param plan which labels and which losses are wanted
     */
    public static LabelledIngest ofFolder(
            StreamExecutionEnvironment env, FolderSpec folder, LabelledSpec live, LossPlan plan) {
        return of(
                env.fromSource(
                        FolderSource.of(folder),
                        WatermarkStrategy.noWatermarks(),
                        "ingest: labelled files"),
                live,
                plan);
    }

    /**
     * Reads topics of labelled lines.
     *
     * @param env where the job is built
     * @param lineBytesMax largest line that is decoded
     * @param live how lateness is judged
     * @param plan which labels and which losses are wanted
     */
    public static LabelledIngest ofTopics(
            StreamExecutionEnvironment env,
            KafkaSpec topics,
            int lineBytesMax,
            LabelledSpec live,
            LossPlan plan) {
        return of(
                env.fromSource(
                        LiveIngest.source(topics, lineBytesMax),
                        WatermarkStrategy.noWatermarks(),
                        "ingest: labelled topics"),
                live,
                plan);
    }

    private static LabelledIngest of(
            SingleOutputStreamOperator<Payload> payloads, LabelledSpec live, LossPlan plan) {
        var decoded =
                payloads.uid("ingest-live-labelled-source")
                        .transform(
                                "ingest: decode, judge lateness",
                                TypeInformation.of(Labelled.class),
                                new LabelledLiveOperator(
                                        plan, live.latenessMillis(), live.idleMillis()))
                        .uid("ingest-live-labelled-decode");
        return new LabelledIngest(
                decoded,
                decoded.getSideOutput(IngestTags.DEAD_LETTERS),
                decoded.getSideOutput(IngestTags.LEDGER),
                decoded.getSideOutput(IngestTags.LATE_LINES));
    }
}
