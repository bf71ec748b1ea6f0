package dev.surprisal.job;

import dev.surprisal.aggregate.RolloutJoin;
import dev.surprisal.aggregate.RolloutJoinCountsOperator;
import dev.surprisal.aggregate.RolloutJoinOperator;
import dev.surprisal.aggregate.RolloutJoinSpec;
import dev.surprisal.aggregate.StepWatermark;
import dev.surprisal.ask.ReferenceFailures;
import dev.surprisal.ask.RolloutReferenceFunction;
import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.RolloutJoinCounts;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.UnmatchedRollout;
import dev.surprisal.ingest.RolloutIngest;
import dev.surprisal.server.ServerProfile;
import dev.surprisal.server.ServerSettings;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;

/**
 * Roll-outs with all roles that can be had for them.
 *
 * @param records completions and marks, in no order
 * @param deadLetters lines that could not be used, of both streams
 * @param ledger of the first stream
 * @param unmatched roll-outs that got nothing from the other stream or the server; null if neither
 * @param joined what became of the roll-outs of two streams; null if there is one
 */
record DriftInput(
        DataStream<RolloutRecord> records,
        DataStream<DeadLetter> deadLetters,
        DataStream<LedgerEntry> ledger,
        DataStream<UnmatchedRollout> unmatched,
        DataStream<RolloutJoinCounts> joined) {

    /** One stream. */
    static DriftInput of(RolloutIngest in) {
        return new DriftInput(in.records(), in.deadLetters(), in.ledger(), null, null);
    }

    /**
     * Joined to a second stream.
     *
     * @param live whether they have no end
     */
    DriftInput join(RolloutIngest second, RolloutJoinSpec spec, boolean live) {
        var both =
                keyed(records, "first", live)
                        .connect(keyed(second.records(), "second", live))
                        .transform(
                                "aggregate: join roll-outs",
                                TypeInformation.of(RolloutRecord.class),
                                new RolloutJoinOperator(spec))
                        .uid(Uids.JOIN);
        var counts =
                both.getSideOutput(RolloutJoinOperator.ENTRIES)
                        .transform(
                                "aggregate: count joined",
                                TypeInformation.of(RolloutJoinCounts.class),
                                new RolloutJoinCountsOperator())
                        .uid(Uids.JOIN + "-counts")
                        .setParallelism(1);
        return new DriftInput(
                both,
                deadLetters.union(second.deadLetters()),
                ledger,
                both.getSideOutput(RolloutJoinOperator.UNMATCHED),
                counts);
    }

    private static KeyedStream<RolloutRecord, String> keyed(
            DataStream<RolloutRecord> records, String which, boolean live) {
        return records.transform(
                        "aggregate: steps of the " + which + " stream",
                        TypeInformation.of(RolloutRecord.class),
                        new StepWatermark(live))
                .uid(Uids.JOIN + "-" + which)
                .setParallelism(1)
                .keyBy(RolloutJoin::key, Types.STRING);
    }

    /** With the log-probs of a server of the reference, where a record has none. */
    DriftInput reference(ServerSettings server, ServerProfile profile) {
        var asked =
                RolloutReferenceFunction.of(records, server, profile)
                        .process(new ReferenceFailures())
                        .returns(RolloutRecord.class)
                        .uid(Uids.REFERENCE_FAILURES)
                        .name("ask: failures")
                        .setParallelism(1);
        DataStream<UnmatchedRollout> failed = asked.getSideOutput(ReferenceFailures.FAILED);
        return new DriftInput(
                asked,
                deadLetters,
                ledger,
                unmatched == null ? failed : unmatched.union(failed),
                joined);
    }
}
