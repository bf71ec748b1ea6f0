package dev.surprisal.job;

import dev.surprisal.aggregate.AggregateTags;
import dev.surprisal.aggregate.LossAdmissionOperator;
import dev.surprisal.aggregate.LossPaneOperator;
import dev.surprisal.aggregate.LossScoreFunction;
import dev.surprisal.aggregate.LossSummaryOperator;
import dev.surprisal.aggregate.LossWindowFunction;
import dev.surprisal.emit.EncodeFunction;
import dev.surprisal.emit.ResultEncoder;
import dev.surprisal.event.LedgerDelta;
import dev.surprisal.event.LossPane;
import dev.surprisal.event.LossScore;
import dev.surprisal.event.LossSummary;
import dev.surprisal.event.ResultLine;
import dev.surprisal.ingest.LabelledIngest;
import dev.surprisal.loss.LossPlan;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The flows of labelled lines, one statement a stage.
 *
 * <pre>
 * of files:        lines ─panes─by key and window─► losses ─► result lines
 *                           └─────────────────────► summary
 * without an end:  lines ─panes─admit keys, close windows─by key─► losses ─► result lines
 *                    └► late, ledger        └────────────────────► summary, at the end
 * </pre>
 */
final class LossTopology {

    private static final long LEDGER_MILLIS_MIN = 60_000;

    private final LabelledIngest in;
    private final String job;
    private final LossPlan plan;

    private LossTopology(LabelledIngest in, String job, LossPlan plan) {
        this.in = in;
        this.job = job;
        this.plan = plan;
    }

    /**
     * Builds the flow of files.
     *
     * @param in what ingest hands on; panes are chained to it
     * @param job name of the job
     * @param plan what to compute
     * @return result lines, in no order
     */
    static DataStream<ResultLine> build(LabelledIngest in, String job, LossPlan plan) {
        LossTopology flow = new LossTopology(in, job, plan);
        var panes = flow.panes();
        var losses =
                panes.keyBy(LossWindowFunction::key)
                        .process(new LossWindowFunction(plan))
                        .uid(Uids.LOSS_WINDOWS)
                        .name("aggregate: loss windows");
        var ledger =
                LedgerStages.combine(in.ledger(), Uids.LOSS_LEDGER + "-ingest", LEDGER_MILLIS_MIN);
        return flow.lines(losses, flow.summary(panes, ledger));
    }

    /**
     * Builds the flow without an end.
     *
     * @param in what ingest hands on; panes are chained to it
     * @param job name of the job
     * @param plan what to compute, with windows
     * @param keysMax greatest number of keys with losses of their own
     * @return result lines, in no order; of a key in order of time
     */
    static DataStream<ResultLine> buildLive(
            LabelledIngest in, String job, LossPlan plan, int keysMax) {
        LossTopology flow = new LossTopology(in, job, plan);
        var admitted =
                flow.panes()
                        .transform(
                                "aggregate: admit keys, close windows",
                                TypeInformation.of(LossPane.class),
                                new LossAdmissionOperator(plan, keysMax))
                        .uid(Uids.LOSS_ADMIT)
                        .setParallelism(1);
        var losses =
                admitted.keyBy(LossAdmissionOperator::key)
                        .flatMap(new LossScoreFunction(plan))
                        .returns(LossScore.class)
                        .uid(Uids.LOSS_SCORES)
                        .name("aggregate: losses of windows");
        long interval = Math.max(LEDGER_MILLIS_MIN, plan.windowMillis());
        var deltas =
                LedgerStages.combine(in.ledger(), Uids.LOSS_LEDGER + "-ingest", interval)
                        .union(
                                LedgerStages.combine(
                                        admitted.getSideOutput(AggregateTags.LEDGER),
                                        Uids.LOSS_LEDGER + "-windows",
                                        interval));
        var ledger = LedgerStages.lines(deltas, Uids.LOSS_LEDGER);
        var late = in.late().union(admitted.getSideOutput(AggregateTags.LATE_LINES));
        return flow.lines(losses, flow.summary(admitted, deltas))
                .union(
                        flow.encode(late, Uids.ENCODE_LATE, "late", ResultEncoder::encode),
                        flow.encode(
                                ledger,
                                Uids.ENCODE_LEDGER,
                                "ledger",
                                ResultEncoder::encodeLossLedger));
    }

    private SingleOutputStreamOperator<LossPane> panes() {
        return in.lines()
                .transform(
                        "aggregate: losses",
                        TypeInformation.of(LossPane.class),
                        new LossPaneOperator(plan))
                .uid(Uids.LOSS_PANES);
    }

    private DataStream<LossSummary> summary(
            DataStream<LossPane> panes, DataStream<LedgerDelta> ledger) {
        return panes.connect(ledger)
                .transform(
                        "aggregate: loss summary",
                        TypeInformation.of(LossSummary.class),
                        new LossSummaryOperator(plan))
                .uid(Uids.LOSS_SUMMARY)
                .setParallelism(1);
    }

    private DataStream<ResultLine> lines(
            DataStream<LossScore> losses, DataStream<LossSummary> summary) {
        return encode(losses, Uids.ENCODE_LOSSES, "losses", ResultEncoder::encode)
                .union(
                        encode(
                                in.deadLetters(),
                                Uids.ENCODE_DEAD_LETTERS,
                                "dead letters",
                                ResultEncoder::encode),
                        encode(summary, Uids.ENCODE_LOSS_SUMMARY, "summary", ResultEncoder::encode)
                                .setParallelism(1));
    }

    private <T> SingleOutputStreamOperator<ResultLine> encode(
            DataStream<T> records, String uid, String what, EncodeFunction.Encoding<T> encoding) {
        return records.map(new EncodeFunction<T>(job, encoding))
                .returns(ResultLine.class)
                .uid(uid)
                .name("emit: encode " + what);
    }
}
