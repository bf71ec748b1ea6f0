package dev.surprisal.job;

import dev.surprisal.config.JobFile;
import dev.surprisal.ingest.KafkaSpec;
import dev.surprisal.ingest.LiveIngest;
import dev.surprisal.ingest.LiveSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A monitor job on a real broker: responses a second from the topic to the committed result against
 * a job that reads and discards the same topic; keys; checkpoints; latency. Arguments: servers, a
 * folder, number of responses.
 */
public final class MonitorTable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ROUNDS = 2;
    private static final long BEGIN = 1_772_431_200_000L;

    /** Of event time that the responses are spread over. */
    private static final long SPAN_MILLIS = 60_000;

    private static final String TOPIC = "load";
    private static final String RESULTS = "results";

    private final String servers;
    private final Path directory;
    private final int records;
    private final MonitorLoad load;
    private int runs;

    private MonitorTable(String servers, Path directory, int records) {
        this.servers = servers;
        this.directory = directory;
        this.records = records;
        this.load = new MonitorLoad(servers);
    }

    /** Prints a line for each. */
    public static void main(String[] args) {
        int code = 1;
        try {
            run(args);
            code = 0;
        } catch (Exception e) {
            e.printStackTrace();
        }
        // An embedded cluster that is still up would keep the JVM.
        System.exit(code);
    }

    private static void run(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[1]).toAbsolutePath());
        MonitorTable table = new MonitorTable(args[0], directory, Integer.parseInt(args[2]));
        table.fill();
        if (args.length > 3) {
            // For a profiler: one kind of run again and again.
            for (int i = 0; i < Integer.parseInt(args[3]); i++) {
                print("thousand keys, parallelism 1", table.monitor("thousand", 1).rate());
            }
            return;
        }
        table.throughput();
    }

    private void fill() throws Exception {
        load.create(TOPIC, MonitorLoad.PARTITIONS);
        load.create(RESULTS, 2);
        long began = System.nanoTime();
        long bytes = load.fill(TOPIC, records, BEGIN, SPAN_MILLIS);
        System.out.printf(
                Locale.ROOT,
                "%d responses of %d tokens with top-%d, %d bytes each, filled in %.0f s%n",
                records,
                MonitorLoad.TOKENS,
                MonitorLoad.TOP,
                bytes,
                (System.nanoTime() - began) / 1e9);
    }

    private void throughput() throws Exception {
        double half = 0;
        for (int parallelism = 1; parallelism <= 2; parallelism++) {
            MonitorRunner.Rate discard = null;
            MonitorRunner.Rate decode = null;
            MonitorRunner.Rate even = null;
            MonitorRunner.Rate hot = null;
            List<String> checkpoints = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                // In turns, so that a noisy moment hits all.
                discard = discard(parallelism).best(discard);
                decode = decode(parallelism).best(decode);
                Measured thousand = monitor("thousand", parallelism);
                even = thousand.rate().best(even);
                checkpoints.add(thousand.checkpoint());
                if (parallelism == 2) {
                    Measured one = monitor("one", parallelism);
                    hot = one.rate().best(hot);
                    checkpoints.add(one.checkpoint());
                }
            }
            print("read and discard, parallelism " + parallelism, discard);
            print("decode and discard, parallelism " + parallelism, decode);
            printShare(decode, discard);
            print("monitor, 1,000 keys, parallelism " + parallelism, even);
            printShare(even, discard);
            if (parallelism == 2) {
                print("monitor, 1 key, parallelism 2", hot);
                System.out.printf(
                        Locale.ROOT,
                        "    %.2f of 1,000 keys%n",
                        hot.perSecond() / even.perSecond());
                half = even.perSecond() / 2;
            }
            checkpoints.forEach(line -> System.out.println("    greatest checkpoint " + line));
        }
        Measured many = monitor("many", 2);
        print("monitor, 100,000 keys, parallelism 2", many.rate());
        System.out.println("    greatest checkpoint " + many.checkpoint());
        new MonitorLatency(servers, load).measure(half, this::job);
    }

    private static void printShare(MonitorRunner.Rate rate, MonitorRunner.Rate discard) {
        System.out.printf(
                Locale.ROOT,
                "    %.2f of read and discard, by processor time %.2f%n",
                rate.perSecond() / discard.perSecond(),
                discard.cpuMicros() / rate.cpuMicros());
    }

    private static void print(String what, MonitorRunner.Rate rate) {
        System.out.printf(
                Locale.ROOT,
                "%-40s %7.0f responses/s %8.0f tokens/s %6.0f us CPU a response%n",
                what,
                rate.perSecond(),
                rate.perSecond() * MonitorLoad.TOKENS,
                rate.cpuMicros());
    }

    /**
     * One run.
     *
     * @param rate records a second
     * @param checkpoint the greatest one, in words
     */
    private record Measured(MonitorRunner.Rate rate, String checkpoint) {}

    private Measured monitor(String header, int parallelism) throws Exception {
        String group = "group-" + runs++;
        StreamGraph graph = job(TOPIC, RESULTS, group, header, parallelism);
        try (MonitorRunner run = MonitorRunner.start(graph, parallelism)) {
            MonitorRunner.Rate rate = run.rate(servers, group, records, LIMIT);
            return new Measured(rate, run.greatestCheckpoint());
        }
    }

    private StreamGraph job(
            String topic, String results, String group, String header, int parallelism)
            throws Exception {
        String yaml =
                """
                version: 1
                name: bench-%s
                source: {kafka: {servers: "%s", topics: %s, group: %s}}
                group_by: [model, header.%s]
                window: {size: 10s, lateness: 2s}
                baseline: {documents: 100}
                detect: {false_alarms: 1/90d, keys_max: 100000}
                parallelism: %d
                checkpoint: {interval: 2s, directory: %s}
                sinks: {kafka: {servers: "%s", topic: %s}}
                """
                        .formatted(
                                group,
                                servers,
                                topic,
                                group,
                                header,
                                parallelism,
                                // Of its own, or it would go on where the run before ended.
                                directory.resolve("checkpoints-" + group),
                                servers,
                                results);
        return MonitorJob.build(JobFile.parse(yaml, "bench.yaml", directory, Map.of()), List.of())
                .graph();
    }

    private MonitorRunner.Rate discard(int parallelism) throws Exception {
        String group = "group-" + runs++;
        Configured env = Configured.of(parallelism, directory);
        KafkaSource<byte[]> source =
                KafkaSource.<byte[]>builder()
                        .setBootstrapServers(servers)
                        .setTopics(TOPIC)
                        .setGroupId(group)
                        .setStartingOffsets(OffsetsInitializer.earliest())
                        .setDeserializer(
                                KafkaRecordDeserializationSchema.valueOnly(
                                        ByteArrayDeserializer.class))
                        .build();
        env.env()
                .fromSource(source, WatermarkStrategy.noWatermarks(), "read")
                .uid("read")
                .sinkTo(new DiscardingSink<>())
                .uid("discard");
        return rate(env, group, parallelism);
    }

    /** The floor of any job over these responses: they are read, decoded and dropped. */
    private MonitorRunner.Rate decode(int parallelism) throws Exception {
        String group = "group-" + runs++;
        Configured env = Configured.of(parallelism, directory);
        KafkaSpec topics =
                new KafkaSpec(
                        servers,
                        List.of(TOPIC),
                        null,
                        group,
                        KafkaSpec.Start.EARLIEST,
                        false,
                        Map.of());
        LiveSpec spec = new LiveSpec("m", null, List.of("model"), 2_000, 60_000);
        LiveIngest.ofTopics(env.env(), topics, 64 << 20, spec)
                .completions()
                .sinkTo(new DiscardingSink<>())
                .uid("discard");
        return rate(env, group, parallelism);
    }

    private MonitorRunner.Rate rate(Configured env, String group, int parallelism)
            throws Exception {
        StreamGraph graph = env.env().getStreamGraph(false);
        try (MonitorRunner run = MonitorRunner.start(graph, parallelism)) {
            return run.rate(servers, group, records, LIMIT);
        }
    }

    /** Checkpoints as often as it takes to measure: a job without state has nothing to save. */
    private record Configured(StreamExecutionEnvironment env) {
        static Configured of(int parallelism, Path directory) {
            var checkpoint =
                    new dev.surprisal.config.JobSettings.CheckpointSettings(
                            Duration.ofMillis(100), directory.resolve("checkpoints"));
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.getExecutionEnvironment(
                            FlinkConfiguration.forJob(parallelism, checkpoint));
            env.setParallelism(parallelism);
            return new Configured(env);
        }
    }
}
