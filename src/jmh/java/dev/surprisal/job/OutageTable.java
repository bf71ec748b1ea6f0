package dev.surprisal.job;

import dev.surprisal.config.JobFile;
import dev.surprisal.config.JobSettings;
import dev.surprisal.testing.KafkaBroker;
import dev.surprisal.testing.Postgres;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/**
 * Takes Kafka and then PostgreSQL away from a monitor job, for as long as it is told, while there
 * is something to read, and compares what it has committed at its end with a run that nobody
 * disturbed. {@code OutageTable DIRECTORY SECONDS}; exit code 1 if they differ.
 */
public final class OutageTable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final List<String> TABLES =
            List.of(
                    "surprisal_window",
                    "surprisal_alert",
                    "surprisal_dead_letter",
                    "surprisal_line");

    private static final String JOB =
            """
            version: 1
            name: outage
            parallelism: 2
            source:
              kafka: {servers: %s, topics: %s, group: %s, start: earliest, stop: %s}
            group_by: [model, route]
            window: {size: 5m, lateness: 1m, idle: 1d}
            score: {segment: generated}
            baseline: {documents: 200}
            detect: {false_alarms: 1/90d, keys_max: 100, silence: 30m}
            checkpoint: {interval: 2s, directory: checkpoints}
            sinks:
              - kafka: {servers: %s, topic: %s}
              - postgres: {url: %s}
            """;

    private final PrintStream out;
    private final Path directory;
    private final Duration away;
    private final KafkaBroker broker;
    private final MonitorTopics topics;
    private final Postgres postgres;
    private final MiniCluster cluster;

    private OutageTable(
            PrintStream out,
            Path directory,
            Duration away,
            KafkaBroker broker,
            Postgres postgres,
            MiniCluster cluster) {
        this.out = out;
        this.directory = directory;
        this.away = away;
        this.broker = broker;
        this.topics = new MonitorTopics(broker);
        this.postgres = postgres;
        this.cluster = cluster;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]).toAbsolutePath();
        Duration away = Duration.ofSeconds(Long.parseLong(args[1]));
        boolean same;
        try (KafkaBroker broker = KafkaBroker.start(directory);
                Postgres postgres = Postgres.start(directory);
                MiniCluster cluster = cluster()) {
            same = new OutageTable(System.out, directory, away, broker, postgres, cluster).run();
        }
        System.exit(same ? 0 : 1);
    }

    private static MiniCluster cluster() throws Exception {
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(FlinkConfiguration.forJob(2, null))
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(2)
                                .build());
        cluster.start();
        return cluster;
    }

    private boolean run() throws Exception {
        String in = topics.create(RecordedStream.PARTITIONS);
        List<String> disturbed = disturbed(in, topics.create(1));
        List<String> disturbedRows = takeRows();

        String undisturbedOut = topics.create(1);
        MonitorJob undisturbed = job(in, "undisturbed", true, undisturbedOut);
        undisturbed.check();
        undisturbed.start().await(null);
        boolean sameLines = topics.committed(undisturbedOut).equals(disturbed);
        boolean sameRows = takeRows().equals(disturbedRows);
        out.printf("lines committed to Kafka: %d, %s%n", disturbed.size(), said(sameLines));
        out.printf("rows in PostgreSQL: %d, %s%n", disturbedRows.size(), said(sameRows));
        return sameLines && sameRows;
    }

    private static String said(boolean same) {
        return same ? "the same as undisturbed" : "NOT the same as undisturbed";
    }

    private List<String> disturbed(String in, String to) throws Exception {
        RecordedStream stream = RecordedStream.ofEnvelopes();
        MonitorJob built = job(in, "disturbed", false, to);
        built.check();
        JobID job = cluster.submitJob(built.graph().getJobGraph()).get().getJobID();
        topics.append(in, stream.between(0, 0.25));
        topics.awaitRead("disturbed", in, PATIENCE);

        topics.append(in, stream.between(0.25, 0.5));
        broker.suspend();
        Thread.sleep(away.toMillis());
        broker.resume();
        awaitRead("Kafka", in, job);

        postgres.suspend();
        topics.append(in, stream.between(0.5, 0.75));
        Thread.sleep(away.toMillis());
        postgres.resume();
        awaitRead("PostgreSQL", in, job);

        topics.append(in, stream.between(0.75, 1));
        topics.awaitRead("disturbed", in, PATIENCE);
        new MonitorRuns(cluster, directory).stop(job, true);
        return topics.committed(to);
    }

    private void awaitRead(String what, String in, JobID job) throws Exception {
        long back = System.nanoTime();
        topics.awaitRead("disturbed", in, PATIENCE);
        out.printf(
                "%s away for %d s: all read and committed %.1f s after it was back, attempt %d of"
                        + " the job's tasks%n",
                what, away.toSeconds(), (System.nanoTime() - back) / 1e9, attempt(job));
    }

    private int attempt(JobID job) throws Exception {
        int most = 0;
        for (var vertex : cluster.getArchivedExecutionGraph(job).get().getAllExecutionVertices()) {
            most = Math.max(most, vertex.getCurrentExecutionAttempt().getAttemptNumber());
        }
        return most + 1;
    }

    private MonitorJob job(String in, String group, boolean stop, String to) throws Exception {
        String servers = broker.bootstrapServers();
        String yaml = JOB.formatted(servers, in, group, stop, servers, to, postgres.url());
        // Each run's state is its own.
        Path folder = directory.resolve(group);
        JobSettings settings = JobFile.parse(yaml, "outage.yaml", folder, Map.of());
        return MonitorJob.build(settings, List.of());
    }

    /** All rows, which are gone then: the next run would meet them. */
    private List<String> takeRows() throws Exception {
        List<String> rows = new ArrayList<>();
        for (String table : TABLES) {
            for (String row : postgres.query("SELECT line::text FROM " + table)) {
                rows.add(table + " " + row);
            }
        }
        postgres.execute("TRUNCATE " + String.join(", ", TABLES));
        rows.sort(null);
        return rows;
    }
}
