package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.config.JobFile;
import dev.surprisal.config.JobSettings;
import dev.surprisal.metrics.MetricsEndpoint;
import dev.surprisal.testing.Exposition;
import dev.surprisal.testing.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From a topic to a topic, exactly once: the same lines whatever happens on the way. */
class MonitorKafkaITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int KILLS = 3;

    private static final String JOB =
            """
            version: 1
            name: monitor
            parallelism: %d
            source:
              kafka:
                servers: %s
                topics: %s
                group: %s
                start: earliest
                stop: %s
                properties: {max.poll.records: "%d"}
            group_by: [model, route]
            window: {size: 5m, lateness: 1m, idle: 1d}
            score: {segment: generated}
            baseline: {documents: 200}
            detect: {false_alarms: 1/90d, keys_max: 100, silence: 30m}
            checkpoint: {interval: 200ms, directory: checkpoints}
            sinks:
              - kafka: {servers: %s, topic: %s}
            %s
            """;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setConfiguration(configuration())
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(3)
                            .build());

    @TempDir static Path directory;
    private static KafkaBroker broker;
    private static MonitorTopics topics;
    private static int killed;

    private MiniCluster cluster;

    private static Configuration configuration() {
        Configuration conf = new Configuration();
        conf.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 100);
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
        return conf;
    }

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.start(directory);
        topics = new MonitorTopics(broker);
    }

    @BeforeEach
    void remember(@InjectMiniCluster MiniCluster cluster) {
        this.cluster = cluster;
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void neitherParallelismNorTheOrderOfPartitionsShows() throws Exception {
        for (RecordedStream stream :
                List.of(RecordedStream.ofEnvelopes(), RecordedStream.ofPayloads())) {
            String in = topics.create(RecordedStream.PARTITIONS);
            topics.append(in, stream);

            List<String> alone = run(in, 1, 500);

            assertTrue(alone.size() > 400, alone.size() + " lines");
            MonitorRuns.assertSame(alone, run(in, 2, 3));
            MonitorRuns.assertSame(alone, run(in, 3, 50));
        }
    }

    @Test
    void aTopicThatIsNotThereIsSaidBeforeTheStart() throws Exception {
        String out = topics.create(1);
        MonitorJob job = MonitorJob.build(settings("nowhere", true, 1, 1, out), List.of());

        String message = assertThrows(RefusedInputException.class, job::check).getMessage();

        assertTrue(message.startsWith("source.kafka: Kafka at"), message);
        assertTrue(message.endsWith("has no topic nowhere"), message);
    }

    @Test
    void killedTaskManagersShowNothing() throws Exception {
        RecordedStream stream = RecordedStream.ofEnvelopes();
        String in = topics.create(RecordedStream.PARTITIONS);
        String out = topics.create(1);
        JobID job = submit(settings(in, false, 2, 20, out), null);

        int committed = 0;
        for (int step = 0; step <= KILLS; step++) {
            topics.append(in, stream.between(step / (KILLS + 1.0), (step + 1) / (KILLS + 1.0)));
            committed = topics.awaitMoreThan(committed, out, PATIENCE);
            if (step < KILLS) {
                killTaskManager();
            }
        }
        topics.awaitRead(group(in), in, PATIENCE);
        int attempts = attempts(job);
        end(job, true);

        assertTrue(attempts >= KILLS, attempts + " restarts");
        MonitorRuns.assertSame(run(in, 1, 500), topics.committed(out));
    }

    @Test
    void savepointsAndOtherParallelismsShowNothing() throws Exception {
        RecordedStream stream = RecordedStream.ofPayloads();
        String in = topics.create(RecordedStream.PARTITIONS);
        String out = topics.create(1);

        String savepoint = null;
        for (int partition = 0; partition < RecordedStream.PARTITIONS; partition++) {
            JobID job = submit(settings(in, false, partition + 1, 100, out), savepoint);
            topics.append(in, stream.only(partition));
            topics.awaitRead(group(in), in, PATIENCE);
            savepoint = end(job, partition == RecordedStream.PARTITIONS - 1);
        }

        MonitorRuns.assertSame(run(in, 1, 500), topics.committed(out));
    }

    @Test
    void theLagOfEachPartitionIsExposed() throws Exception {
        String in = topics.create(RecordedStream.PARTITIONS);
        String lag = "surprisal_partition_lag_records";
        try (MetricsEndpoint endpoint = MetricsEndpoint.open("localhost", 0, 0)) {
            JobID job =
                    submit(
                            settings(
                                    in,
                                    false,
                                    1,
                                    500,
                                    topics.create(1),
                                    "  - prometheus: {port: 0}"),
                            null);
            topics.append(in, RecordedStream.ofEnvelopes().between(0, 0.1));
            topics.awaitRead(group(in), in, PATIENCE);

            Exposition read = Exposition.scrape(endpoint.port());
            end(job, true);

            assertEquals(Set.of(in), read.values(lag, "topic"));
            for (String partition : List.of("0", "1", "2")) {
                assertEquals(0, read.value(lag, "job_name", "monitor", "partition", partition));
            }
            assertEquals(Set.of(), Exposition.scrape(endpoint.port()).values(lag, "partition"));
        }
    }

    private JobID submit(JobSettings settings, String savepoint) throws Exception {
        return new MonitorRuns(cluster, directory).submit(settings, List.of(), savepoint);
    }

    /** All tasks run in the one TaskManager that was started last; another takes its place. */
    private void killTaskManager() throws Exception {
        cluster.startTaskManager();
        cluster.terminateTaskManager(killed++).get();
    }

    private int attempts(JobID job) throws Exception {
        int most = 0;
        for (var vertex : cluster.getArchivedExecutionGraph(job).get().getAllExecutionVertices()) {
            most = Math.max(most, vertex.getCurrentExecutionAttempt().getAttemptNumber());
        }
        return most;
    }

    private String end(JobID job, boolean drain) throws Exception {
        return new MonitorRuns(cluster, directory).stop(job, drain);
    }

    private static String group(String in) {
        return "surprisal-from-" + in;
    }

    /** The lines of a job that ends, each partition read in bites of {@code pollRecords}. */
    private static List<String> run(String in, int parallelism, int pollRecords) throws Exception {
        String out = topics.create(1);
        MonitorJob.build(settings(in, true, parallelism, pollRecords, out), List.of())
                .start()
                .await(null);
        return topics.committed(out);
    }

    private static JobSettings settings(
            String in, boolean stop, int parallelism, int pollRecords, String out)
            throws Exception {
        return settings(in, stop, parallelism, pollRecords, out, "");
    }

    private static JobSettings settings(
            String in, boolean stop, int parallelism, int pollRecords, String out, String sink)
            throws Exception {
        String servers = broker.bootstrapServers();
        String yaml =
                JOB.formatted(
                        parallelism,
                        servers,
                        in,
                        stop ? "reads-" + out : group(in),
                        stop,
                        pollRecords,
                        servers,
                        out,
                        sink);
        return JobFile.parse(yaml, "monitor.yaml", directory, Map.of());
    }
}
