package dev.surprisal.emit;

import dev.surprisal.event.ResultLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A result line as a record: its key so that lines of one key keep their order in a partition, the
 * kind as a header so that readers can choose without parsing.
 */
final class KafkaLineSerializer
        implements KafkaRecordSerializationSchema<ResultLine>, KafkaDatasetFacetProvider {

    /** Header that holds the kind of the line. */
    static final String KIND = "kind";

    private static final long serialVersionUID = 1L;

    private final String topic;

    KafkaLineSerializer(String topic) {
        this.topic = topic;
    }

    /**
     * The record's timestamp is left to the producer. Event time would have brokers delete results
     * of old data at once and refuse those that lie ahead of their clock.
     */
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            ResultLine line, KafkaSinkContext context, Long timestamp) {
        try {
            String kind = LineHead.kind(line.json());
            // Begin and end of an alert stand under its id.
            String key = kind.equals("alert") ? LineHead.text(line.json(), "id") : line.key();
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topic, bytes(key), bytes(line.json()));
            record.headers().add(KIND, bytes(kind));
            return record;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Pooled transactions are told from others' by the topic that they write to. */
    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(
                new DefaultKafkaDatasetFacet(
                        DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
