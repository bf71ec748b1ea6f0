package dev.surprisal.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The stream of jobs/samples/monitor as records of a topic, a file a partition. A gateway may hand
 * on its envelope as it is, or leave the payload in the value and say the rest beside it.
 *
 * @param partitions records in order, without the name of a topic
 */
record RecordedStream(List<List<ProducerRecord<byte[], byte[]>>> partitions) {

    static final int PARTITIONS = 3;

    private static final Path SAMPLES = Path.of("jobs/samples/monitor");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Each line is a value; the topic's timestamp is when it was written. */
    static RecordedStream ofEnvelopes() throws IOException {
        return ofEnvelopes(SAMPLES);
    }

    /** The same of files in another folder. */
    static RecordedStream ofEnvelopes(Path folder) throws IOException {
        List<List<ProducerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (String line : lines(folder, partition)) {
                records.add(new ProducerRecord<>("", partition, null, bytes(line)));
            }
            partitions.add(records);
        }
        return new RecordedStream(partitions);
    }

    /**
     * Payloads as values, model and route as headers, the event time as the topic's timestamp. A
     * line that is no envelope stays as it is, at the time of the line before it.
     */
    static RecordedStream ofPayloads() throws IOException {
        List<List<ProducerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            long time = 0;
            for (String line : lines(SAMPLES, partition)) {
                JsonNode envelope = envelope(line);
                time = Math.max(1, envelope.path("event_time").asLong(time));
                records.add(record(partition, time, line, envelope));
            }
            partitions.add(records);
        }
        return new RecordedStream(partitions);
    }

    private static ProducerRecord<byte[], byte[]> record(
            int partition, long time, String line, JsonNode envelope) {
        JsonNode payload = envelope.path("payload");
        String value = payload.isMissingNode() ? line : payload.toString();
        var record =
                new ProducerRecord<byte[], byte[]>(
                        "",
                        partition,
                        time,
                        null,
                        bytes(payload.isTextual() ? payload.textValue() : value));
        header(record, "model", envelope.path("model"));
        for (Map.Entry<String, JsonNode> header : envelope.path("headers").properties()) {
            header(record, header.getKey(), header.getValue());
        }
        return record;
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, JsonNode value) {
        if (value.isTextual()) {
            record.headers().add(name, bytes(value.textValue()));
        }
    }

    private static JsonNode envelope(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            // One of the lines that were broken on purpose.
            return MAPPER.createObjectNode();
        }
    }

    private static List<String> lines(Path folder, int partition) throws IOException {
        Path file = folder.resolve("responses-" + partition + ".jsonl.gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The first records of each partition, a share of them between 0 and 1. */
    RecordedStream upTo(double share) {
        return between(0, share);
    }

    /** Records of each partition from a share of them on up to another one. */
    RecordedStream between(double from, double to) {
        return new RecordedStream(
                partitions.stream()
                        .map(
                                all ->
                                        all.subList(
                                                (int) Math.round(from * all.size()),
                                                (int) Math.round(to * all.size())))
                        .toList());
    }

    /** One partition alone. */
    RecordedStream only(int partition) {
        List<List<ProducerRecord<byte[], byte[]>>> others = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) {
            others.add(i == partition ? partitions.get(i) : List.of());
        }
        return new RecordedStream(others);
    }
}
