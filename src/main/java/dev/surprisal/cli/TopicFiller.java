package dev.surprisal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Plays files of recorded lines into a topic: the i-th file into partition i, the files in turns,
 * line by line, so that no partition runs far ahead of another. A record's timestamp is the line's
 * {@code event_time}, as that of a producer would have been; a line without one gets the present.
 */
final class TopicFiller implements AutoCloseable {

    private static final String TIMEOUT_MILLIS = "10000";

    /** Numbers stay as they were written. */
    private static final ObjectMapper TREES =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final boolean payloadAlone;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private long sent;

    private TopicFiller(
            KafkaProducer<byte[], byte[]> producer, String topic, boolean payloadAlone) {
        this.producer = producer;
        this.topic = topic;
        this.payloadAlone = payloadAlone;
    }

    /**
     * A filler.
     *
     * @param payloadAlone whether the value is what is inside the envelope, and its headers and
     *     model are the record's headers; else the line as it is
     */
    static TopicFiller open(String servers, String topic, boolean payloadAlone) {
        Map<String, Object> properties =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        TIMEOUT_MILLIS,
                        ProducerConfig.LINGER_MS_CONFIG,
                        "20");
        return new TopicFiller(
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer()),
                topic,
                payloadAlone);
    }

    /**
     * Sends all lines.
     *
     * @return how many
     * @throws KafkaException when one of them could not be sent
     * @throws UsageException when the topic has fewer partitions than there are files
     */
    long fill(List<Path> files) throws IOException {
        int partitions = producer.partitionsFor(topic).size();
        if (partitions < files.size()) {
            throw new UsageException(
                    "%s has %d partitions, and there are %d files"
                            .formatted(topic, partitions, files.size()));
        }
        List<BufferedReader> readers = new ArrayList<>();
        try {
            for (Path file : files) {
                readers.add(open(file));
            }
            sendInTurns(readers);
        } finally {
            for (BufferedReader reader : readers) {
                reader.close();
            }
        }
        producer.flush();
        if (failure.get() != null) {
            throw new KafkaException(failure.get().getMessage(), failure.get());
        }
        return sent;
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        return new BufferedReader(
                new InputStreamReader(
                        file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
                        StandardCharsets.UTF_8));
    }

    private void sendInTurns(List<BufferedReader> readers) throws IOException {
        boolean more = true;
        while (more) {
            more = false;
            for (int partition = 0; partition < readers.size(); partition++) {
                String line = readers.get(partition).readLine();
                if (line != null) {
                    more = true;
                    producer.send(
                            record(line, partition),
                            (metadata, thrown) -> failure.compareAndSet(null, thrown));
                    sent++;
                }
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(String line, int partition) {
        JsonNode envelope = envelope(line);
        long time = envelope == null ? 0 : envelope.path("event_time").asLong(0);
        Long timestamp = time > 0 ? time : null;
        JsonNode payload = envelope == null ? null : envelope.get("payload");
        if (!payloadAlone || payload == null) {
            return new ProducerRecord<>(topic, partition, timestamp, null, bytes(line));
        }
        String value = payload.isTextual() ? payload.textValue() : payload.toString();
        var record =
                new ProducerRecord<byte[], byte[]>(topic, partition, timestamp, null, bytes(value));
        for (Map.Entry<String, JsonNode> header : envelope.path("headers").properties()) {
            record.headers().add(header.getKey(), bytes(header.getValue().asText()));
        }
        if (envelope.path("model").isTextual()) {
            record.headers().add("model", bytes(envelope.get("model").textValue()));
        }
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Null for a line that is broken: it is sent as it is. */
    private static JsonNode envelope(String line) {
        try {
            JsonNode tree = TREES.readTree(line);
            return tree.isObject() ? tree : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
