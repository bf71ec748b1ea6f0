package dev.surprisal.job;

import dev.surprisal.aggregate.LossPaneOperator;
import dev.surprisal.aggregate.LossSummaryOperator;
import dev.surprisal.aggregate.LossWindowFunction;
import dev.surprisal.emit.EncodeFunction;
import dev.surprisal.emit.ResultEncoder;
import dev.surprisal.emit.ResultSorter;
import dev.surprisal.event.LossPane;
import dev.surprisal.event.LossSummary;
import dev.surprisal.event.ResultLine;
import dev.surprisal.ingest.LabelledIngest;
import dev.surprisal.loss.LossPlan;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The flow of labelled lines, one statement a stage.
 *
 * <pre>
 * lines ─panes─by key and window─► losses ─► result lines, in order
 *          └─────────────────────► summary
 * </pre>
 */
final class LossTopology {

    private LossTopology() {}

    /**
     * Builds the flow.
     *
     * @param in what ingest hands on; panes are chained to it
     * @param job name of the job
     * @param plan what to compute
     * @return result lines, in order, at the end
     */
    static DataStream<String> build(LabelledIngest in, String job, LossPlan plan) {
        var panes =
                in.lines()
                        .transform(
                                "aggregate: losses",
                                TypeInformation.of(LossPane.class),
                                new LossPaneOperator(plan))
                        .uid(Uids.LOSS_PANES);
        var losses =
                panes.keyBy(LossWindowFunction::key)
                        .process(new LossWindowFunction(plan))
                        .uid(Uids.LOSS_WINDOWS)
                        .name("aggregate: loss windows");
        var summary =
                panes.connect(in.ledger())
                        .transform(
                                "aggregate: loss summary",
                                TypeInformation.of(LossSummary.class),
                                new LossSummaryOperator(plan))
                        .uid(Uids.LOSS_SUMMARY)
                        .setParallelism(1);
        DataStream<ResultLine> lines =
                losses.map(new EncodeFunction<>(job, ResultEncoder::encode))
                        .uid(Uids.ENCODE_LOSSES)
                        .name("emit: losses")
                        .union(
                                in.deadLetters()
                                        .map(new EncodeFunction<>(job, ResultEncoder::encode))
                                        .uid(Uids.ENCODE_DEAD_LETTERS)
                                        .name("emit: dead letters"),
                                summary.map(new EncodeFunction<>(job, ResultEncoder::encode))
                                        .uid(Uids.ENCODE_LOSS_SUMMARY)
                                        .name("emit: summary")
                                        .setParallelism(1));
        return lines.transform("emit: sort", TypeInformation.of(String.class), new ResultSorter())
                .uid(Uids.SORT)
                .setParallelism(1);
    }
}
