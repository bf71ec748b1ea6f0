package dev.surprisal.job;

import dev.surprisal.aggregate.LedgerCombineOperator;
import dev.surprisal.aggregate.LedgerOperator;
import dev.surprisal.event.LedgerDelta;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerScore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The ledger of a flow without an end: added up where entries arise, then put together. */
final class LedgerStages {

    private LedgerStages() {}

    /** Counts by interval of event time, in each subtask that the entries come from. */
    static DataStream<LedgerDelta> combine(
            DataStream<LedgerEntry> entries, String uid, long intervalMillis) {
        return entries.transform(
                        "aggregate: add up ledger",
                        TypeInformation.of(LedgerDelta.class),
                        new LedgerCombineOperator(intervalMillis))
                .uid(uid);
    }

    /** A line for each interval in which something came, and a last one. */
    static DataStream<LedgerScore> lines(DataStream<LedgerDelta> deltas, String uid) {
        return deltas.transform(
                        "aggregate: ledger",
                        TypeInformation.of(LedgerScore.class),
                        new LedgerOperator())
                .uid(uid)
                .setParallelism(1);
    }
}
