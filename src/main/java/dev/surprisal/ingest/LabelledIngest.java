package dev.surprisal.ingest;

import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.Labelled;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.loss.LossPlan;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the ingest stage hands on of labelled lines.
 *
 * @param lines in no order
 * @param deadLetters lines that could not be used
 * @param ledger received, decoded, dead letters
 */
public record LabelledIngest(
        DataStream<Labelled> lines,
        DataStream<DeadLetter> deadLetters,
        DataStream<LedgerEntry> ledger) {

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
                decoded.getSideOutput(IngestTags.LEDGER));
    }
}
