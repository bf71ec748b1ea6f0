package dev.surprisal.emit;

import dev.surprisal.event.ResultLine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs window lines of seven keys through a sink, by checkpoints, in a job that crashes. */
final class SinkRuns {

    static final int KEYS = 7;

    /** Of the source, so that there are checkpoints in mid-flow however fast the machine is. */
    private static final int LINES_PER_CHECKPOINT = 40;

    private SinkRuns() {}

    /** Line number {@code index}; every fifth is a dead letter. */
    static ResultLine line(long index) {
        String key = "model=m" + index % KEYS;
        boolean letter = index % 5 == 4;
        String json =
                letter
                        ? ("{\"schema\":\"surprisal.result/1\",\"kind\":\"dead_letter\","
                                        + "\"job\":\"j\",\"source\":\"%s\",\"source_offset\":%d,"
                                        + "\"length\":3,\"payload_hash\":null,\"format\":null,"
                                        + "\"reason\":\"not valid JSON\",\"offset\":null}")
                                .formatted(key, index)
                        : ("{\"schema\":\"surprisal.result/1\",\"kind\":\"window\",\"job\":\"j\","
                                        + "\"key\":\"%s\",\"window_index\":%d,\"window_start\":%d,"
                                        + "\"window_end\":%d,\"perplexity\":2.5,"
                                        + "\"perplexity_low\":null,\"tokens_scored\":12}")
                                .formatted(key, index, 60_000 * index, 60_000 * (index + 1));
        return new ResultLine(letter ? 2 : 1, key + "\u0001" + String.format("%019d", index), json);
    }

    static List<String> lines(long count) {
        return LongStream.range(0, count).mapToObj(i -> line(i).json()).sorted().toList();
    }

    /** Runs {@code count} lines into a sink; after a crash the job is tried at once. */
    static void run(Sink<ResultLine> sink, long count, int crashes) throws Exception {
        Crash.crashes.set(0);
        run(sink, count, crashes, new Crash(crashes));
    }

    static void run(
            Sink<ResultLine> sink,
            long count,
            int restarts,
            RichMapFunction<ResultLine, ResultLine> disturbance)
            throws Exception {
        Configuration conf = new Configuration();
        conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
        conf.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, restarts);
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, conf);
        // By key, as results come: one key's lines through one subtask of the sink.
        env.fromSource(
                        new DataGeneratorSource<>(
                                (GeneratorFunction<Long, Long>) index -> index,
                                count,
                                RateLimiterStrategy.perCheckpoint(LINES_PER_CHECKPOINT),
                                Types.LONG),
                        WatermarkStrategy.noWatermarks(),
                        "lines")
                .uid("lines")
                .setParallelism(1)
                .map(SinkRuns::line)
                .returns(TypeInformation.of(ResultLine.class))
                .uid("encode")
                .setParallelism(1)
                .keyBy(ResultLine::key)
                .map(disturbance)
                .returns(TypeInformation.of(ResultLine.class))
                .uid("disturbance")
                .sinkTo(sink)
                .uid("sink");
        env.execute();
    }

    /** Throws when told of a checkpoint, so that there is always state to go back to. */
    static final class Crash extends RichMapFunction<ResultLine, ResultLine>
            implements CheckpointListener {

        private static final long serialVersionUID = 1L;

        // One JVM holds all subtasks of a mini cluster and outlives their restarts.
        static final AtomicInteger crashes = new AtomicInteger();

        private final int wanted;

        Crash(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public ResultLine map(ResultLine line) {
            return line;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            int attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
            if (attempt < wanted && crashes.compareAndSet(attempt, attempt + 1)) {
                throw new IllegalStateException("a crash that the test asked for");
            }
        }
    }
}
