package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.testing.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker: what is filled in is what a consumer of Kafka's own finds. */
class TopicCommandITCase {

    private static final String ENVELOPE =
            "{\"schema\":\"surprisal.payload/1\",\"event_time\":1772431200239,\"model\":\"m\","
                    + "\"headers\":{\"route\":\"chat\"},\"payload\":{\"id\":\"a\",\"x\":-0.10}}";
    private static final String STREAM =
            "{\"schema\":\"surprisal.payload/1\",\"payload\":\"data: {}\\n\\n\"}";
    private static final String BROKEN = "{\"schema\":\"surprisal.pay";

    @TempDir private static Path directory;
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
    void linesGoToThePartitionOfTheirFileAsTheyAre() throws Exception {
        Path first = Files.writeString(directory.resolve("0.jsonl"), ENVELOPE + "\n" + BROKEN);
        Path second = Files.writeString(directory.resolve("1.jsonl"), STREAM + "\n");

        assertEquals(ExitCode.COMPLETE, topic("create", "lines", "2").code());
        Cli filled = topic("fill", "lines", first.toString(), second.toString());

        assertEquals("3 records sent to lines\n", filled.out());
        assertEquals(List.of(ENVELOPE, BROKEN), values("lines", 0));
        assertEquals(List.of(STREAM), values("lines", 1));
        assertEquals(1772431200239L, records("lines", 0).get(0).timestamp());
        assertEquals(ENVELOPE + "\n" + BROKEN + "\n" + STREAM + "\n", topic("read", "lines").out());
    }

    @Test
    void payloadsGoAloneWithWhatTheEnvelopeSaysBesideThem() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("p.jsonl"), ENVELOPE + "\n" + STREAM + "\n" + BROKEN);
        topic("create", "payloads");

        topic("fill", "--payload", "payloads", file.toString());

        assertEquals(
                List.of("{\"id\":\"a\",\"x\":-0.10}", "data: {}\n\n", BROKEN),
                values("payloads", 0));
        ConsumerRecord<byte[], byte[]> record = records("payloads", 0).get(0);
        assertEquals(1772431200239L, record.timestamp());
        assertEquals("chat", text(record.headers().lastHeader("route").value()));
        assertEquals("m", text(record.headers().lastHeader("model").value()));
    }

    @Test
    void whatCannotBeDoneIsSaid() throws Exception {
        Path file = Files.writeString(directory.resolve("x.jsonl"), BROKEN);
        topic("create", "narrow");

        Cli twice = topic("create", "narrow");
        Cli absent = topic("read", "absent");
        Cli tooMany = topic("fill", "narrow", file.toString(), file.toString());

        assertEquals(ExitCode.USAGE, twice.code());
        assertTrue(twice.err().contains("already exists"), twice.err());
        assertEquals(ExitCode.USAGE, absent.code());
        assertTrue(absent.err().contains("no topic absent"), absent.err());
        assertEquals(ExitCode.USAGE, tooMany.code());
        assertTrue(tooMany.err().contains("1 partitions, and there are 2 files"), tooMany.err());
    }

    private static Cli topic(String action, String... rest) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("topic", action, "--servers", broker.bootstrapServers()));
        arguments.addAll(List.of(rest));
        return Cli.run(arguments.toArray(String[]::new));
    }

    private static List<String> values(String topic, int partition) {
        return records(topic, partition).stream().map(record -> text(record.value())).toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic, int partition) {
        TopicPartition place = new TopicPartition(topic, partition);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(place));
            consumer.seekToBeginning(List.of(place));
            long end = consumer.endOffsets(List.of(place)).get(place);
            while (consumer.position(place) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
