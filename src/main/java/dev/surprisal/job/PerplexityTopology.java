package dev.surprisal.job;

import dev.surprisal.aggregate.AggregateTags;
import dev.surprisal.aggregate.DocumentAggregator;
import dev.surprisal.aggregate.SummaryOperator;
import dev.surprisal.aggregate.TokenWindowAggregator;
import dev.surprisal.emit.EncodeFunction;
import dev.surprisal.emit.ResultEncoder;
import dev.surprisal.emit.ResultSorter;
import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.ResultLine;
import dev.surprisal.event.SummaryScore;
import dev.surprisal.event.WindowScore;
import dev.surprisal.ingest.Ingest;
import dev.surprisal.score.ScoreFunction;
import dev.surprisal.score.ScoreSpec;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The whole flow, one statement a stage: every job runs this, with sources and sinks of its own.
 *
 * <pre>
 * completions ─score─► scores ─by document─► documents ─by model─► windows
 *                                              └────────ledger──► summary     ─► lines, in order
 * </pre>
 */
final class PerplexityTopology {

    private PerplexityTopology() {}

    /**
     * Builds the flow behind a bounded source.
     *
     * @param in what ingest hands on; score is chained to it, so rows never travel
     * @param job name of the job, in every line
     * @param spec what to compute
     * @param windowTokens tokens of a window, or 0 for no windows
     * @return result lines in order, at parallelism 1
     */
    static DataStream<String> build(Ingest in, String job, ScoreSpec spec, long windowTokens) {
        var scores = in.completions().map(new ScoreFunction(spec)).uid(Uids.SCORE).name("score");
        var documents =
                scores.keyBy(DocumentAggregator::key)
                        .process(new DocumentAggregator())
                        .uid(Uids.DOCUMENTS)
                        .name("aggregate: documents");
        var summary =
                documents
                        .connect(in.ledger().union(documents.getSideOutput(AggregateTags.LEDGER)))
                        .transform(
                                "aggregate: summary",
                                TypeInformation.of(SummaryScore.class),
                                new SummaryOperator())
                        .uid(Uids.SUMMARY)
                        .setParallelism(1);
        DataStream<ResultLine> lines =
                encodeDocuments(documents, job)
                        .union(
                                in.deadLetters()
                                        .map(new EncodeFunction<>(job, ResultEncoder::encode))
                                        .uid(Uids.ENCODE_DEAD_LETTERS)
                                        .name("emit: encode dead letters"),
                                summary.map(new EncodeFunction<>(job, ResultEncoder::encode))
                                        .uid(Uids.ENCODE_SUMMARY)
                                        .name("emit: encode summary")
                                        .setParallelism(1));
        if (windowTokens > 0) {
            lines = lines.union(encodeWindows(windows(documents, windowTokens), job));
        }
        return lines.transform("emit: sort", TypeInformation.of(String.class), new ResultSorter())
                .uid(Uids.SORT)
                .setParallelism(1);
    }

    private static SingleOutputStreamOperator<WindowScore> windows(
            DataStream<DocumentScore> documents, long tokens) {
        return documents
                .keyBy(TokenWindowAggregator::key)
                .process(new TokenWindowAggregator(tokens))
                .uid(Uids.WINDOWS)
                .name("aggregate: token windows");
    }

    private static DataStream<ResultLine> encodeDocuments(
            DataStream<DocumentScore> documents, String job) {
        return documents
                .map(new EncodeFunction<DocumentScore>(job, ResultEncoder::encode))
                .uid(Uids.ENCODE_DOCUMENTS)
                .name("emit: encode documents");
    }

    private static DataStream<ResultLine> encodeWindows(
            DataStream<WindowScore> windows, String job) {
        return windows.map(new EncodeFunction<WindowScore>(job, ResultEncoder::encode))
                .uid(Uids.ENCODE_WINDOWS)
                .name("emit: encode windows");
    }
}
