package dev.surprisal.emit;

import dev.surprisal.event.ResultLine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.DateTimeBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.DefaultRollingPolicy;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/** Where result lines go. docs/SINKS.md says what each writes and promises. */
public final class Sinks {

    /** Ending of every finished result file; files that begin with a dot are not finished. */
    public static final String SUFFIX = ".jsonl";

    /** How often open files are looked at: no longer than they may lie without a line. */
    private static final long CHECK_MILLIS = 1000;

    private Sinks() {}

    /** JSON lines in a folder, exactly once: files appear when they are committed. */
    public static FileSink<String> files(Path directory) {
        return FileSink.forRowFormat(
                        new org.apache.flink.core.fs.Path(directory.toUri()),
                        new SimpleStringEncoder<String>("UTF-8"))
                .withOutputFileConfig(names())
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .build();
    }

    /**
     * JSON lines in a folder, exactly once, of a job without an end. Unlike {@link #files(Path)} it
     * does not write a file at each checkpoint, of which a month would leave a million.
     */
    public static Sink<ResultLine> files(FileSinkSpec spec) {
        return FileSink.forRowFormat(
                        new org.apache.flink.core.fs.Path(spec.directory()), new FileLineEncoder())
                .withOutputFileConfig(names())
                .withBucketAssigner(
                        spec.daily()
                                ? new DateTimeBucketAssigner<>("yyyy-MM-dd", ZoneOffset.UTC)
                                : new BasePathBucketAssigner<>())
                .withBucketCheckInterval(CHECK_MILLIS)
                .withRollingPolicy(
                        DefaultRollingPolicy.builder()
                                .withMaxPartSize(spec.partBytesMax())
                                .withRolloverInterval(spec.rollover())
                                .withInactivityInterval(spec.inactivity())
                                .build())
                .build();
    }

    private static OutputFileConfig names() {
        return OutputFileConfig.builder().withPartPrefix("results").withPartSuffix(SUFFIX).build();
    }

    /** Records of a topic, exactly once for readers with {@code isolation.level=read_committed}. */
    public static Sink<ResultLine> kafka(KafkaSinkSpec spec) {
        return KafkaLines.sink(spec);
    }

    /**
     * Asks the broker for the topic, before the job starts.
     *
     * @throws IllegalArgumentException when nothing answers within {@code patience}, the login is
     *     refused, or the topic is not there
     */
    public static void check(KafkaSinkSpec spec, Duration patience) {
        checkTopics(spec.servers(), List.of(spec.topic()), spec.properties(), patience);
    }

    /**
     * Asks brokers for topics, before the job starts.
     *
     * @param topics none asks only whether the brokers let the job in
     * @param properties of the job's clients
     * @throws IllegalArgumentException when nothing answers within {@code patience}, TLS or login
     *     fail, or a topic is not there
     */
    public static void checkTopics(
            String servers,
            List<String> topics,
            Map<String, String> properties,
            Duration patience) {
        new KafkaTopics(servers, properties).check(topics, patience);
    }

    /** Rows of PostgreSQL: at least once, by a key that makes a repeat change nothing. */
    public static Sink<ResultLine> postgres(PostgresSinkSpec spec) {
        return new PostgresSink(spec);
    }

    /**
     * Creates the tables that are not there, and columns that an earlier version did not have,
     * before the job starts.
     *
     * @throws IllegalArgumentException when the database cannot be reached, refuses the login or
     *     the tables, or is older than version 12
     */
    public static void prepare(PostgresSinkSpec spec) {
        PostgresSchema.create(spec);
    }
}
