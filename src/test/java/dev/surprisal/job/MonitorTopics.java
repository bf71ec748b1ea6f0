package dev.surprisal.job;

import dev.surprisal.testing.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What goes into the topics of a monitor job and what was committed to them. */
final class MonitorTopics {

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaBroker broker;
    private final AtomicInteger created = new AtomicInteger();

    MonitorTopics(KafkaBroker broker) {
        this.broker = broker;
    }

    /** A topic that was not there before; its name. */
    String create(int partitions) throws InterruptedException, ExecutionException {
        String topic = "topic-" + created.incrementAndGet();
        broker.createTopic(topic, partitions);
        return topic;
    }

    /** Appends records, a partition after the other; they are there when this returns. */
    void append(String topic, RecordedStream records) throws Exception {
        List<Future<?>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (List<ProducerRecord<byte[], byte[]>> partition : records.partitions()) {
                for (ProducerRecord<byte[], byte[]> record : partition) {
                    sent.add(
                            producer.send(
                                    new ProducerRecord<>(
                                            topic,
                                            record.partition(),
                                            record.timestamp(),
                                            record.key(),
                                            record.value(),
                                            record.headers())));
                }
            }
            for (Future<?> record : sent) {
                record.get();
            }
        }
    }

    /** Every committed line of a topic with one partition, sorted. */
    List<String> committed(String topic) {
        List<String> lines = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], String> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                broker.bootstrapServers(),
                                "isolation.level",
                                "read_committed",
                                "enable.auto.commit",
                                "false"),
                        new ByteArrayDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(POLL).forEach(record -> lines.add(record.value()));
            }
        }
        lines.sort(null);
        return lines;
    }

    /** Waits until more lines are committed than {@code before}; how many there are then. */
    int awaitMoreThan(int before, String topic, Duration patience) {
        await(
                () -> committed(topic).size() > before,
                patience,
                () -> "no line was committed beyond the first " + before);
        return committed(topic).size();
    }

    /** Waits until a group has committed that it has read all there is in a topic. */
    void awaitRead(String group, String topic, Duration patience) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                KafkaConsumer<byte[], byte[]> ends =
                        new KafkaConsumer<>(
                                Map.of("bootstrap.servers", broker.bootstrapServers()),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer())) {
            Map<TopicPartition, Long> wanted =
                    ends.endOffsets(
                            IntStream.range(0, RecordedStream.PARTITIONS)
                                    .mapToObj(partition -> new TopicPartition(topic, partition))
                                    .toList());
            await(
                    () -> isRead(offsets(admin, group), wanted),
                    patience,
                    () -> "group is at " + offsets(admin, group) + ", topic at " + wanted);
        }
    }

    private static boolean isRead(
            Map<TopicPartition, OffsetAndMetadata> read, Map<TopicPartition, Long> wanted) {
        return wanted.entrySet().stream()
                .allMatch(
                        end ->
                                end.getValue() == 0
                                        || read.get(end.getKey()) != null
                                                && read.get(end.getKey()).offset()
                                                        >= end.getValue());
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Admin admin, String group) {
        try {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        } catch (ExecutionException e) {
            // A group that nobody has joined is not there yet.
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Asks again and again; between two answers lies a round trip to the broker. */
    static void await(BooleanSupplier condition, Duration patience, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("after " + patience + " " + otherwise.get());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }
}
