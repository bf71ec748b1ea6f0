package dev.surprisal.job;

import dev.surprisal.aggregate.AggregateTags;
import dev.surprisal.aggregate.DocumentAggregator;
import dev.surprisal.aggregate.KeyAdmissionOperator;
import dev.surprisal.aggregate.LiveDocumentOperator;
import dev.surprisal.aggregate.PaneOperator;
import dev.surprisal.aggregate.SessionWindowFunction;
import dev.surprisal.aggregate.TimeWindowFunction;
import dev.surprisal.aggregate.TokenPaneFunction;
import dev.surprisal.aggregate.WindowSpec;
import dev.surprisal.detect.DetectFunction;
import dev.surprisal.detect.DetectTags;
import dev.surprisal.emit.EncodeFunction;
import dev.surprisal.emit.ResultEncoder;
import dev.surprisal.event.Alert;
import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerScore;
import dev.surprisal.event.PaneScore;
import dev.surprisal.event.ResultLine;
import dev.surprisal.event.WindowScore;
import dev.surprisal.ingest.Ingest;
import dev.surprisal.score.ScoreFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;

/**
 * The flow without an end, one statement a stage: {@link PerplexityTopology}'s, with windows in
 * event time in the place of the summary.
 *
 * <pre>
 * completions ─score─► scores ─by document─► documents ─► panes ─admit─by key─► windows ─detect─► lines
 *                                  │                                          └► alerts
 *                                  └─► late, ledger
 * </pre>
 *
 * @param documents closed ones, and marks of late ones, where they closed
 * @param windows of each key in order of time
 * @param alerts that began or ended
 * @param deadLetters payloads that could not be used
 * @param ledger entries of both ledgers as they arise
 * @param lines results in no order
 */
record MonitorTopology(
        DataStream<ClosedDocument> documents,
        DataStream<WindowScore> windows,
        DataStream<Alert> alerts,
        DataStream<DeadLetter> deadLetters,
        DataStream<LedgerEntry> ledger,
        DataStream<ResultLine> lines) {

    /**
     * Builds the flow.
     *
     * @param in what ingest hands on; score is chained to it
     * @param spec what to compute
     */
    static MonitorTopology build(Ingest in, MonitorSpec spec) {
        var scores =
                in.completions().map(new ScoreFunction(spec.score())).uid(Uids.SCORE).name("score");
        var documents =
                scores.keyBy(DocumentAggregator::key)
                        .transform(
                                "aggregate: documents",
                                TypeInformation.of(ClosedDocument.class),
                                new LiveDocumentOperator(spec.waitMillis(), spec.rememberMillis()))
                        .uid(Uids.LIVE_DOCUMENTS);
        var panes =
                documents
                        .transform(
                                "aggregate: panes",
                                TypeInformation.of(PaneScore.class),
                                new PaneOperator(spec.window()))
                        .uid(Uids.PANES);
        var admitted =
                panes.connect(in.ends())
                        .transform(
                                "aggregate: admit keys",
                                TypeInformation.of(PaneScore.class),
                                new KeyAdmissionOperator(spec.window()))
                        .uid(Uids.KEYS)
                        .setParallelism(1);
        var closed =
                admitted.keyBy(TimeWindowFunction::key)
                        .process(windowFunction(spec))
                        .uid(Uids.LIVE_WINDOWS)
                        .name("aggregate: windows");
        var windows =
                closed.keyBy(WindowScore::key)
                        .process(new DetectFunction(spec.detect()))
                        .uid(Uids.DETECT)
                        .name("detect");
        var alerts = windows.getSideOutput(DetectTags.ALERTS);
        var ledger = ledger(in.ledger(), documents, spec.ledgerMillis());
        DataStream<ResultLine> lines =
                encode(windows, Uids.ENCODE_WINDOWS, "windows", spec, ResultEncoder::encode)
                        .union(
                                encode(
                                        alerts,
                                        Uids.ENCODE_ALERTS,
                                        "alerts",
                                        spec,
                                        ResultEncoder::encode),
                                encode(
                                        windows.getSideOutput(DetectTags.BASELINES),
                                        Uids.ENCODE_BASELINES,
                                        "baselines",
                                        spec,
                                        ResultEncoder::encode),
                                encode(
                                        in.deadLetters(),
                                        Uids.ENCODE_DEAD_LETTERS,
                                        "dead letters",
                                        spec,
                                        ResultEncoder::encode),
                                encode(
                                        documents.getSideOutput(AggregateTags.LATE_SCORES),
                                        Uids.ENCODE_LATE,
                                        "late",
                                        spec,
                                        ResultEncoder::encode),
                                encode(
                                        ledger,
                                        Uids.ENCODE_LEDGER,
                                        "ledger",
                                        spec,
                                        ResultEncoder::encode));
        return new MonitorTopology(
                documents,
                windows,
                alerts,
                in.deadLetters(),
                in.ledger().union(documents.getSideOutput(AggregateTags.LEDGER)),
                lines);
    }

    private static KeyedProcessFunction<String, PaneScore, WindowScore> windowFunction(
            MonitorSpec spec) {
        WindowSpec window = spec.window();
        String[] names = spec.groupBy().toArray(String[]::new);
        return switch (window.kind()) {
            case TIME -> new TimeWindowFunction(window, names);
            case SESSION -> new SessionWindowFunction(names);
            case TOKENS -> new TokenPaneFunction(window.tokens(), names);
        };
    }

    private static DataStream<LedgerScore> ledger(
            DataStream<LedgerEntry> ingest,
            SingleOutputStreamOperator<ClosedDocument> documents,
            long intervalMillis) {
        return LedgerStages.lines(
                LedgerStages.combine(ingest, Uids.LEDGER_INGEST, intervalMillis)
                        .union(
                                LedgerStages.combine(
                                        documents.getSideOutput(AggregateTags.LEDGER),
                                        Uids.LEDGER_DOCUMENTS,
                                        intervalMillis)),
                Uids.LEDGER);
    }

    private static <T> DataStream<ResultLine> encode(
            DataStream<T> records,
            String uid,
            String what,
            MonitorSpec spec,
            EncodeFunction.Encoding<T> encoding) {
        return records.map(new EncodeFunction<T>(spec.job(), encoding))
                .returns(ResultLine.class)
                .uid(uid)
                .name("emit: encode " + what);
    }
}
