package dev.surprisal.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {

    @TempDir Path directory;

    @Test
    void whatWasWrittenOutlivesTheBroker() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory)) {
            broker.createTopic("t", 2);
            Map<String, Object> to = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (KafkaProducer<String, String> producer =
                    new KafkaProducer<>(to, new StringSerializer(), new StringSerializer())) {
                producer.send(new ProducerRecord<>("t", 1, "key", "value")).get();
            }

            broker.suspend();
            broker.resume();

            try (KafkaConsumer<String, String> consumer =
                    new KafkaConsumer<>(
                            Map.of(
                                    "bootstrap.servers",
                                    broker.bootstrapServers(),
                                    "auto.offset.reset",
                                    "earliest"),
                            new StringDeserializer(),
                            new StringDeserializer())) {
                consumer.assign(List.of(new TopicPartition("t", 1)));
                ConsumerRecord<String, String> record = null;
                while (record == null) {
                    for (ConsumerRecord<String, String> next :
                            consumer.poll(Duration.ofSeconds(1))) {
                        record = next;
                    }
                }
                assertEquals("value", record.value());
            }
        }
    }
}
