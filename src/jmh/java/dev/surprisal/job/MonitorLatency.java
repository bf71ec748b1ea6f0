package dev.surprisal.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Time from the end of a window, which is the event time of its last records, until its result can
 * be read by whoever reads what is committed, while responses come at a steady rate.
 */
final class MonitorLatency {

    private static final int PARALLELISM = 2;
    private static final double SECONDS = 30;

    /** Windows of the begin, while code is compiled, are not counted. */
    private static final long WARM_MILLIS = 12_000;

    private static final long LATENESS_MILLIS = 2_000;
    private static final ObjectMapper TREES = new ObjectMapper();

    private final String servers;
    private final MonitorLoad load;

    MonitorLatency(String servers, MonitorLoad load) {
        this.servers = servers;
        this.load = load;
    }

    /** Builds the job. */
    interface Job {
        StreamGraph of(String topic, String results, String group, String header, int parallelism)
                throws Exception;
    }

    void measure(double perSecond, Job job) throws Exception {
        load.create("paced", MonitorLoad.PARTITIONS);
        load.create("paced-results", 2);
        StreamGraph graph = job.of("paced", "paced-results", "paced", "thousand", PARALLELISM);
        List<Long> latencies = new ArrayList<>();
        try (MonitorRunner run = MonitorRunner.start(graph, PARALLELISM)) {
            long began = System.currentTimeMillis();
            Thread sender = new Thread(() -> load.pace("paced", perSecond, SECONDS), "sender");
            sender.start();
            collect(began, latencies, sender);
            sender.join();
        }
        Collections.sort(latencies);
        System.out.printf(
                Locale.ROOT,
                "latency at %.0f responses/s, checkpoints every 2 s: window end + %d ms lateness to"
                        + " committed result: median %d ms, 95 %% %d ms, most %d ms (%d results)%n",
                perSecond,
                LATENESS_MILLIS,
                quantile(latencies, 0.5),
                quantile(latencies, 0.95),
                quantile(latencies, 1),
                latencies.size());
    }

    private static long quantile(List<Long> sorted, double fraction) {
        return sorted.isEmpty() ? -1 : sorted.get((int) ((sorted.size() - 1) * fraction));
    }

    private void collect(long began, List<Long> latencies, Thread sender) throws Exception {
        Map<String, Object> properties =
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "group.id",
                        "latency",
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("paced-results"));
            while (sender.isAlive()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                    JsonNode line = TREES.readTree(record.value());
                    long end = line.path("end").asLong(line.path("window_end").asLong());
                    if (line.get("kind").textValue().equals("window")
                            && end > began + WARM_MILLIS) {
                        latencies.add(System.currentTimeMillis() - end - LATENESS_MILLIS);
                    }
                }
            }
        }
    }
}
