package dev.surprisal.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.ResultLine;
import dev.surprisal.testing.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker. */
class KafkaLinesITCase {

    private static final int PARTITIONS = 3;

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

    @Test
    void everyLineIsCommittedOnceWhateverCrashes() throws Exception {
        broker.createTopic("crashing", PARTITIONS);
        int crashes = 3;

        SinkRuns.run(Sinks.kafka(spec("crashing")), 600, crashes);

        assertEquals(crashes, SinkRuns.Crash.crashes.get());
        List<ConsumerRecord<String, String>> records = committed("crashing");
        assertEquals(
                SinkRuns.lines(600), records.stream().map(ConsumerRecord::value).sorted().toList());
    }

    @Test
    void linesOfAKeyKeepTheirOrderAndSayTheirKind() throws Exception {
        broker.createTopic("ordered", PARTITIONS);

        SinkRuns.run(Sinks.kafka(spec("ordered")), 200, 1);

        Map<String, List<String>> byKey = new HashMap<>();
        Map<String, Integer> partitions = new HashMap<>();
        for (ConsumerRecord<String, String> record : committed("ordered")) {
            byKey.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(record.value());
            Integer before = partitions.putIfAbsent(record.key(), record.partition());
            assertTrue(before == null || before == record.partition(), record.key());
            String kind =
                    new String(
                            record.headers().lastHeader(KafkaLineSerializer.KIND).value(),
                            StandardCharsets.UTF_8);
            assertTrue(record.value().contains("\"kind\":\"" + kind + "\""), record.value());
        }
        assertEquals(SinkRuns.KEYS, byKey.size());
        for (int key = 0; key < SinkRuns.KEYS; key++) {
            List<String> expected = new ArrayList<>();
            for (int index = key; index < 200; index += SinkRuns.KEYS) {
                expected.add(SinkRuns.line(index).json());
            }
            assertEquals(expected, byKey.get("model=m" + key));
        }
    }

    @Test
    void aBrokerThatGoesAwayForAMomentLosesNothing() throws Exception {
        broker.createTopic("away", PARTITIONS);

        SinkRuns.run(Sinks.kafka(spec("away")), 300, 0, new Outage());

        assertEquals(
                SinkRuns.lines(300),
                committed("away").stream().map(ConsumerRecord::value).sorted().toList());
    }

    @Test
    void aTopicThatIsNotThereIsRefusedBeforeTheJobStarts() {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Sinks.check(spec("no-such-topic"), Duration.ofSeconds(30)));

        assertTrue(refused.getMessage().contains("no topic no-such-topic"), refused.getMessage());
    }

    @Test
    void aBrokerThatIsNotThereIsRefusedBeforeTheJobStarts() {
        KafkaSinkSpec nowhere = KafkaSinkSpec.plain("127.0.0.1:1", "t", "p");

        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Sinks.check(nowhere, Duration.ofMillis(300)));

        assertTrue(refused.getMessage().contains("127.0.0.1:1"), refused.getMessage());
    }

    @Test
    void passwordsAreNotPrinted() {
        KafkaSinkSpec spec =
                new KafkaSinkSpec(
                        "h:1",
                        "t",
                        "p",
                        Duration.ofMinutes(1),
                        Map.of("sasl.jaas.config", "password='hunter2'"));

        assertFalse(spec.toString().contains("hunter2"));
        assertTrue(spec.toString().contains("sasl.jaas.config"));
    }

    private static KafkaSinkSpec spec(String topic) {
        return KafkaSinkSpec.plain(broker.bootstrapServers(), topic, "test-" + topic);
    }

    /** All that a reader of committed records sees, a partition after the other. */
    private static List<ConsumerRecord<String, String>> committed(String topic) {
        Map<String, Object> properties =
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        "false");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        properties, new StringDeserializer(), new StringDeserializer())) {
            for (int i = 0; i < PARTITIONS; i++) {
                TopicPartition partition = new TopicPartition(topic, i);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                // Behind the last record that a reader of committed ones may see.
                long end = consumer.endOffsets(List.of(partition)).get(partition);
                while (consumer.position(partition) < end) {
                    consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
                }
            }
        }
        return records;
    }

    /** Takes the broker away and brings it back while a line is on its way. */
    private static final class Outage extends RichMapFunction<ResultLine, ResultLine> {

        private static final long serialVersionUID = 1L;

        @Override
        public ResultLine map(ResultLine line) {
            if (line.order().endsWith("0000000000000000150")) {
                broker.suspend();
                broker.resume();
            }
            return line;
        }
    }
}
