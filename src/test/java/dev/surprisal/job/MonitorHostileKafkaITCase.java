package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.config.JobFile;
import dev.surprisal.testing.JobRuns;
import dev.surprisal.testing.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that no server of ours wrote, and a broker that goes away. */
class MonitorHostileKafkaITCase {

    private static final long NOON = 1_772_452_800_000L;
    private static final int LARGE = 50 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir static Path directory;

    private static KafkaBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.start(directory);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static Map<String, Object> client() {
        return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        TreeMap<String, Object> settings = new TreeMap<>(client());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * LARGE);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * LARGE);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void allowLargeRecords(String topic) throws Exception {
        try (Admin admin = Admin.create(client())) {
            ConfigEntry size =
                    new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "" + 2 * LARGE);
            admin.incrementalAlterConfigs(
                            Map.of(
                                    new ConfigResource(ConfigResource.Type.TOPIC, topic),
                                    List.of(new AlterConfigOp(size, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private static byte[] record(String document, long time) {
        return ("{\"schema\":\"surprisal.payload/1\",\"document\":\""
                        + document
                        + "\",\"model\":\"m\",\"event_time\":"
                        + time
                        + ",\"logprobs\":[-1]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static MonitorJob job(String topic, boolean stop, String more, Path results)
            throws Exception {
        String yaml =
                "version: 1\nname: hostile\nsource: {kafka: {servers: '%s', topics: [%s],"
                        + " start: earliest, stop: %s}}\nwindow: {size: 10s}\n%s\n";
        return MonitorJob.build(
                JobFile.parse(
                        yaml.formatted(broker.bootstrapServers(), topic, stop, more),
                        "test.yaml",
                        directory,
                        Map.of()),
                List.of(results));
    }

    private static List<String> run(String topic, String more) throws Exception {
        Path results = Files.createTempDirectory(directory, "results");
        job(topic, true, more, results).start().await(null);
        return JobRuns.lines(results);
    }

    private static JsonNode ledger(List<String> lines) {
        List<JsonNode> ledgers = JobRuns.ofKind(lines, "ledger");
        return ledgers.get(ledgers.size() - 1).get("ledger");
    }

    @Test
    void recordsOfAnySortAreScoredIgnoredOrSetAside() throws Exception {
        broker.createTopic("sorts", 2);
        allowLargeRecords("sorts");
        byte[] large = new byte[LARGE];
        byte[] head = record("large", NOON);
        java.util.Arrays.fill(large, (byte) ' ');
        System.arraycopy(head, 0, large, 0, head.length - 1);
        large[LARGE - 1] = '}';
        String[] routes = {"a\nb", "\"", "x".repeat(4096)};
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>("sorts", 0, null, null));
            producer.send(new ProducerRecord<>("sorts", 0, null, new byte[0]));
            producer.send(new ProducerRecord<>("sorts", 0, null, new byte[] {(byte) 0xff, 0}));
            producer.send(new ProducerRecord<>("sorts", 0, null, large));
            for (int i = 0; i < routes.length; i++) {
                var sent =
                        new ProducerRecord<byte[], byte[]>(
                                "sorts", i % 2, null, record("d" + i, NOON));
                sent.headers()
                        .add(new RecordHeader("route", "first".getBytes(StandardCharsets.UTF_8)));
                sent.headers()
                        .add(new RecordHeader("route", routes[i].getBytes(StandardCharsets.UTF_8)));
                sent.headers().add(new RecordHeader("null", null));
                producer.send(sent);
            }
        }

        List<String> whole = run("sorts", "group_by: [route, header.null]");
        List<String> limited = run("sorts", "limits: {payload_bytes: 1MiB}");

        JsonNode ledger = ledger(whole);
        assertEquals(7, ledger.get("received").longValue());
        assertEquals(2, ledger.get("ignored").longValue());
        assertEquals(1, ledger.get("dead_letter").longValue());
        assertEquals(4, ledger.get("scored").longValue());
        List<String> seen = new ArrayList<>();
        for (JsonNode window : JobRuns.ofKind(whole, "window")) {
            JsonNode labels = window.get("labels");
            assertEquals("", labels.get("header.null").textValue());
            seen.add(labels.get("route").textValue());
        }
        assertEquals(4, seen.size());
        assertTrue(seen.containsAll(List.of("", "a\nb", "\"")), seen.toString());
        assertEquals(2, ledger(limited).get("dead_letter").longValue());
        assertTrue(
                JobRuns.ofKind(limited, "dead_letter").stream()
                        .map(letter -> letter.get("reason").textValue())
                        .toList()
                        .contains("payload of 52428800 bytes, the limit is 1048576"));
    }

    @Test
    void aBrokerThatWasAwayLosesNothingAndGivesNothingTwice() throws Exception {
        broker.createTopic("away", 2);
        Path results = Files.createTempDirectory(directory, "away");
        RunningJob running = job("away", false, "checkpoint: {interval: 100ms}", results).start();
        send("away", 0, 300);
        awaitRead("away", 300);

        broker.suspend();
        broker.resume();
        send("away", 300, 600);
        awaitRead("away", 600);
        running.stop(directory.resolve("savepoint"));

        List<String> expected = windows(run("away", ""));
        assertEquals(60, expected.size());
        assertEquals(expected, windows(linesBelow(results)));
    }

    private static void send(String topic, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = from; i < to; i++) {
                producer.send(
                        new ProducerRecord<>(topic, i % 2, null, record("d" + i, NOON + i * 1000)));
            }
        }
    }

    /** Until the job has committed that it has read so many; looks again when anyone commits. */
    private static void awaitRead(String topic, long records) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        try (Admin admin = Admin.create(client());
                KafkaConsumer<byte[], byte[]> commits =
                        new KafkaConsumer<>(
                                client(),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer())) {
            List<TopicPartition> offsets = List.of(new TopicPartition("__consumer_offsets", 0));
            commits.assign(offsets);
            commits.seekToEnd(offsets);
            long read = read(admin, topic);
            while (read < records) {
                assertTrue(Instant.now().isBefore(deadline), read + " of " + records + " read");
                commits.poll(Duration.ofSeconds(1));
                read = read(admin, topic);
            }
        }
    }

    private static long read(Admin admin, String topic) throws Exception {
        long read = 0;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> offset :
                admin.listConsumerGroupOffsets("surprisal-hostile")
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .entrySet()) {
            read += offset.getKey().topic().equals(topic) ? offset.getValue().offset() : 0;
        }
        return read;
    }

    private static List<String> windows(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains("\"kind\":\"window\""))
                .sorted()
                .toList();
    }

    private static List<String> linesBelow(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (!file.getFileName().toString().startsWith(".")) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        }
        return lines;
    }
}
