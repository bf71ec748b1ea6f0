package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.config.JobFile;
import dev.surprisal.config.JobSettings;
import dev.surprisal.testing.JobRuns;
import dev.surprisal.testing.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Losses of streams without an end: the bits of a run over files, whatever happens on the way. */
class LossLiveITCase {

    static final Path SAMPLES = Path.of("jobs/samples/losses").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long NOON = 1_772_452_800_000L;

    static final String LOSSES =
            """
            version: 1
            name: losses
            group_by: source
            losses: [mse, huber(0.5), bce, ece(10), cross_entropy, kl, triplet, preference(0.1)]
            """;

    private static final String TOPICS =
            LOSSES
                    + """
                    parallelism: %d
                    source:
                      kafka:
                        servers: %s
                        topics: %s
                        group: %s
                        start: earliest
                        stop: %s
                        properties: {max.poll.records: "%d"}
                    window: {size: 1h, lateness: 1m, idle: 1d}
                    checkpoint: {interval: 200ms, directory: checkpoints}
                    sinks:
                      kafka: {servers: %s, topic: %s}
                    """;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setConfiguration(new Configuration())
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(3)
                            .build());

    @TempDir static Path directory;
    private static KafkaBroker broker;
    private static MonitorTopics topics;

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.start(directory);
        topics = new MonitorTopics(broker);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** Two sample files a partition, each line where its time puts it. */
    private static RecordedStream samples() throws Exception {
        String[][] files = {
            {"gaps", "judges"}, {"classes", "distributions"}, {"triplets", "preferences"}
        };
        List<List<ProducerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
        for (int partition = 0; partition < files.length; partition++) {
            List<String> lines = new ArrayList<>();
            for (String file : files[partition]) {
                lines.addAll(Files.readAllLines(SAMPLES.resolve(file + ".jsonl")));
            }
            // They all begin with their time.
            lines.sort(null);
            partitions.add(records(partition, lines));
        }
        return new RecordedStream(partitions);
    }

    private static List<ProducerRecord<byte[], byte[]>> records(int partition, List<String> lines) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String line : lines) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            records.add(new ProducerRecord<>("", partition, null, bytes));
        }
        return records;
    }

    /** A run over the samples as files, which ends. */
    static List<String> ofFiles(Path directory) throws Exception {
        Path results = Files.createTempDirectory(directory, "files");
        String yaml = LOSSES + "source: {files: \"" + SAMPLES + "/*.jsonl\"}\nwindow: {size: 1h}\n";
        LossJob.build(JobFile.parse(yaml, "x.yaml", directory, Map.of()), List.of(results))
                .start()
                .await(null);
        return JobRuns.lines(results);
    }

    /** What two runs have in common: a ledger by time has only one without an end. */
    static List<String> figures(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.contains("\"kind\":\"ledger\""))
                .sorted()
                .toList();
    }

    private static JobSettings settings(
            String in, String group, boolean stop, int parallelism, int pollRecords, String out)
            throws Exception {
        String servers = broker.bootstrapServers();
        String yaml =
                TOPICS.formatted(parallelism, servers, in, group, stop, pollRecords, servers, out);
        return JobFile.parse(yaml, "x.yaml", directory, Map.of());
    }

    private static List<String> ofTopic(String in, int parallelism, int pollRecords)
            throws Exception {
        String out = topics.create(1);
        JobSettings settings = settings(in, "reads-" + out, true, parallelism, pollRecords, out);
        LossJob job = LossJob.build(settings, List.of(Files.createTempDirectory(directory, "r")));
        job.check();
        job.start().await(null);
        return topics.committed(out);
    }

    @Test
    void topicsGiveTheBitsOfFilesAtAnyParallelism() throws Exception {
        String in = topics.create(RecordedStream.PARTITIONS);
        topics.append(in, samples());

        List<String> alone = ofTopic(in, 1, 500);

        MonitorRuns.assertSame(figures(ofFiles(directory)), figures(alone));
        MonitorRuns.assertSame(alone, ofTopic(in, 2, 3));
        MonitorRuns.assertSame(alone, ofTopic(in, 3, 50));
        JsonNode last = lastLedger(alone);
        assertEquals(420, last.get("received").longValue());
        assertEquals(420, last.get("scored").longValue());
        assertEquals(0, last.get("open").longValue());
    }

    private static JsonNode lastLedger(List<String> lines) {
        return JobRuns.ofKind(lines, "ledger").stream()
                .filter(line -> line.get("until").isNull())
                .findFirst()
                .orElseThrow()
                .get("ledger");
    }

    @Test
    void savepointsAndOtherParallelismsShowNothing(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        MonitorRuns runs = new MonitorRuns(cluster, directory);
        RecordedStream stream = samples();
        String in = topics.create(RecordedStream.PARTITIONS);
        String out = topics.create(1);
        String group = "surprisal-from-" + in;

        String savepoint = null;
        for (int step = 0; step < 3; step++) {
            LossJob job = LossJob.build(settings(in, group, false, step + 1, 100, out), List.of());
            JobID id = runs.submit(job, savepoint);
            topics.append(in, stream.between(step / 3.0, (step + 1) / 3.0));
            runs.whileRunning(id, () -> topics.awaitRead(group, in, PATIENCE));
            savepoint = runs.stop(id, step == 2);
        }

        MonitorRuns.assertSame(ofTopic(in, 1, 500), topics.committed(out));
    }

    @Test
    void whatIsLateBlankOrBrokenGoesAsideAndIsCounted() throws Exception {
        String in = topics.create(1);
        List<ProducerRecord<byte[], byte[]>> records =
                new ArrayList<>(
                        records(
                                0,
                                List.of(
                                        line(NOON, 1),
                                        line(NOON + 60_000, 1),
                                        "  ",
                                        "not JSON",
                                        "{\"y\":1,\"prediction\":2}",
                                        line(NOON + 3_600_000, 3),
                                        line(NOON + 1000, 100),
                                        line(NOON + 3_599_000, 2),
                                        line(NOON + 90 * 86_400_000L, 100))));
        records.add(new ProducerRecord<>("", 0, null, null));
        topics.append(in, new RecordedStream(List.of(records)));

        List<String> lines = ofTopic(in, 2, 500);

        assertEquals(
                "{\"received\":10,\"decoded\":6,\"dead_letter\":2,\"ignored\":2,\"scored\":4,"
                        + "\"late\":2,\"open\":0}",
                lastLedger(lines).toString());
        List<JsonNode> late = JobRuns.ofKind(lines, "late");
        assertEquals(2, late.size());
        JsonNode first = late.get(0);
        assertEquals("source=a", first.get("key").textValue());
        assertEquals(in + "-0", first.get("source").textValue());
        assertEquals(6, first.get("source_offset").longValue());
        assertEquals(NOON + 1000, first.get("event_time").longValue());
        assertEquals(NOON + 3_600_000, first.get("partition_time").longValue());
        assertEquals(NOON, first.get("window_start").longValue());
        List<Double> sums =
                JobRuns.ofKind(lines, "loss").stream()
                        .filter(line -> line.get("loss").textValue().equals("mse"))
                        .map(line -> line.get("sum").doubleValue())
                        .sorted()
                        .toList();
        assertEquals(List.of(1 + 1 + 4.0, 9.0), sums);
        JsonNode summary = JobRuns.summary(lines);
        assertEquals(15, summary.get("losses").get("mse").get("sum").doubleValue());
        assertEquals(2, summary.get("ledger").get("late").longValue());
    }

    private static String line(long time, int off) {
        return "{\"event_time\":%d,\"labels\":{\"source\":\"a\"},\"y\":0,\"prediction\":%d}"
                .formatted(time, off);
    }
}
