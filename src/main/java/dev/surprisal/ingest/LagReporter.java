package dev.surprisal.ingest;

import dev.surprisal.metrics.PartitionLags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Hands the lag of a consumer's partitions on to the metrics endpoint. Flink's source knows it only
 * as a sum that it keeps to itself; this is Kafka's own way to its client's metrics.
 *
 * <p>Public because the client makes it, by its name. What a consumer was told of the end of a
 * partition came with its last fetch, so the number stands still while nothing is fetched.
 */
public final class LagReporter implements MetricsReporter {

    /** Property that holds the name of the job. */
    static final String JOB = "surprisal.job";

    private static final String GROUP = "consumer-fetch-manager-metrics";
    private static final String NAME = "records-lag";

    private final Map<PartitionLags.Partition, DoubleSupplier> reported = new ConcurrentHashMap<>();
    private String job;

    /** As Kafka makes it; {@link #configure} follows. */
    public LagReporter() {}

    @Override
    public void configure(Map<String, ?> configs) {
        job = String.valueOf(configs.get(JOB));
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        if (!isLag(metric.metricName())) {
            return;
        }
        PartitionLags.Partition partition = partition(metric.metricName());
        if (partition.topic().contains(".")) {
            // Since 4.1 it has a second metric, made before this, with an underscore in the name.
            forget(
                    new PartitionLags.Partition(
                            job, partition.topic().replace('.', '_'), partition.number()));
        }
        DoubleSupplier records = () -> ((Number) metric.metricValue()).doubleValue();
        reported.put(partition, records);
        PartitionLags.put(partition, records);
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
        if (isLag(metric.metricName())) {
            forget(partition(metric.metricName()));
        }
    }

    private void forget(PartitionLags.Partition partition) {
        DoubleSupplier records = reported.remove(partition);
        if (records != null) {
            PartitionLags.remove(partition, records);
        }
    }

    private static boolean isLag(MetricName name) {
        return name.name().equals(NAME)
                && name.group().equals(GROUP)
                && name.tags().containsKey("partition");
    }

    private PartitionLags.Partition partition(MetricName name) {
        return new PartitionLags.Partition(
                job, name.tags().get("topic"), name.tags().get("partition"));
    }

    @Override
    public void close() {
        reported.keySet().forEach(this::forget);
    }
}
