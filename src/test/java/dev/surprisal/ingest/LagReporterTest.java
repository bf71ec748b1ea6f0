package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.surprisal.metrics.MetricsEndpoint;
import dev.surprisal.testing.Exposition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

/** On the metrics registry of Kafka's clients, filled as a consumer fills it. */
class LagReporterTest {

    private static final String LAG = "surprisal_partition_lag_records";

    @Test
    void lagsStandAtTheEndpointAsLongAsTheConsumerHasThem() throws Exception {
        try (MetricsEndpoint endpoint = MetricsEndpoint.open("localhost", 0, 0)) {
            endpoint.job("reported", 1);
            LagReporter reporter = new LagReporter();
            reporter.configure(Map.of(LagReporter.JOB, "reported"));
            Metrics consumer = new Metrics(new MetricConfig(), List.of(reporter), Time.SYSTEM);
            // With a dot a consumer of 4.2 has two, first the one that it gives up.
            add(consumer, "records-lag", "a_b", "0", 5);
            add(consumer, "records-lag", "a.b", "0", 5);
            add(consumer, "records-lag", "a.b", "1", 7);
            add(consumer, "records-lag-max", "a.b", "1", 9);
            consumer.addMetric(
                    consumer.metricName("records-lag", "other-metrics"),
                    (Gauge<Double>) (config, now) -> 3.0);

            Exposition read = Exposition.scrape(endpoint.port());
            consumer.removeMetric(name(consumer, "records-lag", "a.b", "0"));
            Exposition revoked = Exposition.scrape(endpoint.port());
            consumer.close();
            Exposition closed = Exposition.scrape(endpoint.port());

            assertEquals(Set.of("a.b"), read.values(LAG, "topic"));
            assertEquals(5, read.value(LAG, "job_name", "reported", "partition", "0"));
            assertEquals(7, read.value(LAG, "job_name", "reported", "partition", "1"));
            assertEquals(Set.of("1"), revoked.values(LAG, "partition"));
            assertEquals(Set.of(), closed.values(LAG, "partition"));
        }
    }

    @Test
    void reportersOfTheUserStay() {
        KafkaSpec spec = spec(Map.of("metric.reporters", "theirs"), "j");

        assertEquals(
                "theirs," + LagReporter.class.getName(),
                KafkaInput.properties(spec).getProperty("metric.reporters"));
        assertNull(KafkaInput.properties(spec(Map.of(), null)).getProperty("metric.reporters"));
    }

    private static KafkaSpec spec(Map<String, String> properties, String lagOf) {
        return new KafkaSpec(
                "h:1", List.of("t"), null, "g", KafkaSpec.Start.EARLIEST, true, properties, lagOf);
    }

    private static void add(
            Metrics consumer, String name, String topic, String partition, double value) {
        consumer.addMetric(
                name(consumer, name, topic, partition), (Gauge<Double>) (config, now) -> value);
    }

    private static MetricName name(Metrics consumer, String name, String topic, String partition) {
        return consumer.metricName(
                name,
                "consumer-fetch-manager-metrics",
                Map.of("client-id", "c", "topic", topic, "partition", partition));
    }
}
