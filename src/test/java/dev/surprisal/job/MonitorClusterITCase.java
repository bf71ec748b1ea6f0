package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.config.JobFile;
import dev.surprisal.testing.JobRuns;
import dev.surprisal.testing.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job from topic to topic and files on a cluster of processes, which are killed: TaskManagers
 * three times, the JobManager once; then it goes on from a savepoint at another parallelism. What
 * was committed is what an undisturbed run gives.
 */
class MonitorClusterITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int TASK_MANAGERS_KILLED = 3;
    private static final int STEPS = TASK_MANAGERS_KILLED + 3;

    private static final String JOB =
            """
            version: 1
            name: monitor
            parallelism: %d
            source:
              kafka: {servers: %s, topics: %s, group: %s, start: earliest, stop: %s}
            group_by: [model, route]
            window: {size: 5m, lateness: 1m, idle: 1d}
            score: {segment: generated}
            baseline: {documents: 200}
            detect: {false_alarms: 1/90d, keys_max: 100, silence: 30m}
            checkpoint: {interval: 500ms, directory: checkpoints}
            sinks:
              - kafka: {servers: %s, topic: %s}
              - file: %s
            """;

    @TempDir Path directory;

    @Test
    void killedProcessesAndASavepointShowNothing() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory);
                ClusterProcesses cluster =
                        ClusterProcesses.start(directory, Map.of("SURPRISAL_HA", "zookeeper"))) {
            MonitorTopics topics = new MonitorTopics(broker);
            String in = topics.create(RecordedStream.PARTITIONS);
            String out = topics.create(1);
            String servers = broker.bootstrapServers();
            String job = cluster.submit(write(1, servers, in, "killed", false, out));
            topics.append(in, steps(0, 1));
            topics.awaitMoreThan(0, out, PATIENCE);
            for (int step = 1; step < STEPS; step++) {
                // Who is killed has just been given something to do.
                topics.append(in, steps(step, step + 0.5));
                if (step <= TASK_MANAGERS_KILLED) {
                    cluster.kill("taskmanager-" + step);
                    cluster.run("start-taskmanager");
                } else if (step == TASK_MANAGERS_KILLED + 1) {
                    cluster.kill("jobmanager");
                    cluster.run("start-jobmanager");
                } else {
                    String savepoint = path(cluster.run("savepoint", job));
                    String wider = write(2, servers, in, "killed", false, out);
                    job = cluster.submit("--from", savepoint, wider);
                }
                int committed = topics.committed(out).size();
                topics.append(in, steps(step + 0.5, step + 1));
                topics.awaitMoreThan(committed, out, PATIENCE);
            }
            topics.awaitRead("killed", in, PATIENCE);
            cluster.run("savepoint", job, "--drain");

            List<String> undisturbed = undisturbed(topics, servers, in);
            assertTrue(undisturbed.size() > 400, undisturbed.size() + " lines");
            MonitorRuns.assertSame(undisturbed, topics.committed(out));
            MonitorRuns.assertSame(undisturbed, JobRuns.lines(directory.resolve("results")));
        }
    }

    private static RecordedStream steps(double from, double to) throws Exception {
        return RecordedStream.ofEnvelopes().between(from / STEPS, to / STEPS);
    }

    private List<String> undisturbed(MonitorTopics topics, String servers, String in)
            throws Exception {
        String out = topics.create(1);
        String job = write(1, servers, in, "undisturbed", true, out);
        MonitorJob.build(
                        JobFile.read(Path.of(job), Map.of()),
                        List.of(directory.resolve("undisturbed")))
                .start()
                .await(null);
        return topics.committed(out);
    }

    private String write(
            int parallelism, String servers, String in, String group, boolean stop, String out)
            throws Exception {
        String results = directory.resolve("results").toString();
        Path file = directory.resolve(group + "-" + parallelism + ".yaml");
        Files.writeString(
                file, JOB.formatted(parallelism, servers, in, group, stop, servers, out, results));
        return file.toString();
    }

    /** Of what Flink says about a savepoint, where it is. */
    private static String path(String said) {
        return said.lines()
                .filter(line -> line.contains("Savepoint completed. Path: "))
                .map(line -> line.substring(line.indexOf("Path: ") + "Path: ".length()).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError(said));
    }
}
