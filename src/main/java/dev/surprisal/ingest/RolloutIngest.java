package dev.surprisal.ingest;

import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.Payload;
import dev.surprisal.event.RolloutRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the ingest stage hands on of roll-outs.
 *
 * @param records completions and marks, in no order
 * @param deadLetters lines that could not be used
 * @param ledger received, decoded, ignored, dead letters, completions
 */
public record RolloutIngest(
        DataStream<RolloutRecord> records,
        DataStream<DeadLetter> deadLetters,
        DataStream<LedgerEntry> ledger) {

    /**
     * Reads files of roll-outs, one after the other, to their end or for ever.
     *
     * @param env where the job is built
     * @param folder in turn
     * @param uid what begins the identities of its operators
     */
    public static RolloutIngest ofFolder(
            StreamExecutionEnvironment env, FolderSpec folder, String uid) {
        return of(
                env.fromSource(
                        FolderSource.of(folder),
                        WatermarkStrategy.noWatermarks(),
                        "ingest: roll-out files"),
                uid);
    }

    /**
     * Reads topics; the records of a writer are in one partition.
     *
     * @param env where the job is built
     * @param lineBytesMax largest record that is decoded
     * @param uid what begins the identities of its operators
     */
    public static RolloutIngest ofTopics(
            StreamExecutionEnvironment env, KafkaSpec topics, int lineBytesMax, String uid) {
        return of(
                env.fromSource(
                        KafkaInput.source(topics, lineBytesMax),
                        WatermarkStrategy.noWatermarks(),
                        "ingest: roll-out topics"),
                uid);
    }

    private static RolloutIngest of(SingleOutputStreamOperator<Payload> payloads, String uid) {
        var decoded =
                payloads.uid(uid + "-source")
                        .process(new RolloutDecodeFunction())
                        .uid(uid + "-decode")
                        .name("ingest: decode");
        return new RolloutIngest(
                decoded,
                decoded.getSideOutput(IngestTags.DEAD_LETTERS),
                decoded.getSideOutput(IngestTags.LEDGER));
    }
}
