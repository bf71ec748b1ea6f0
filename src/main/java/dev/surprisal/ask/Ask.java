package dev.surprisal.ask;

import dev.surprisal.corpus.TextDocument;
import dev.surprisal.event.Completion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The front of an evaluation: texts to completions, in no order. */
public final class Ask {

    /** The client has its own; one of Flink would count retries and waiting for a place too. */
    private static final long NO_TIMEOUT = 0;

    private Ask() {}

    /**
     * Has texts scored.
     *
     * @param env where the job is built
     * @param texts at least one file
     * @param spec how they are scored
     */
    public static DataStream<Completion> of(
            StreamExecutionEnvironment env, Texts texts, AskSpec spec) {
        SingleOutputStreamOperator<WindowRequest> windows =
                env.fromSource(source(texts), WatermarkStrategy.noWatermarks(), "ask: texts")
                        .uid("ask-texts")
                        .setParallelism(1)
                        .rebalance()
                        .process(new PlanFunction(spec))
                        .uid("ask-plan")
                        .name("ask: plan windows");
        // One operator holds all requests in flight, so that their number is what was asked for; it
        // only waits, and answers are read in the client's threads.
        // Twice as many wait as are sent: the client has the next one when an answer comes.
        SingleOutputStreamOperator<Completion> answers =
                AsyncDataStream.unorderedWait(
                                windows,
                                new AskFunction(spec),
                                NO_TIMEOUT,
                                TimeUnit.MILLISECONDS,
                                2 * spec.server().concurrency())
                        .uid("ask-server")
                        .name("ask: server")
                        .setParallelism(1);
        return answers.union(windows.getSideOutput(PlanFunction.NOTHING_TO_SCORE));
    }

    private static FileSource<TextDocument> source(Texts texts) {
        Path first = new Path(texts.files().get(0));
        return FileSource.forBulkFileFormat(new DocumentsFormat(texts), first)
                .setFileEnumerator(
                        () ->
                                (paths, desired) ->
                                        List.of(new FileSourceSplit("texts", first, 0, 1, 0, 1)))
                .build();
    }
}
