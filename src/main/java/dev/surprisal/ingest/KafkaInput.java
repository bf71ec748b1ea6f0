package dev.surprisal.ingest;

import dev.surprisal.event.Payload;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.metrics.JmxReporter;

/** Flink's Kafka source, set up for payloads. */
final class KafkaInput {

    /** New partitions, and new topics of a pattern, are found this often. */
    private static final String DISCOVERY_MILLIS = "30000";

    private KafkaInput() {}

    static KafkaSource<Payload> source(KafkaSpec spec, int payloadBytesMax) {
        KafkaSourceBuilder<Payload> builder =
                KafkaSource.<Payload>builder()
                        .setBootstrapServers(spec.servers())
                        .setGroupId(spec.group())
                        .setStartingOffsets(start(spec.start()))
                        .setDeserializer(new PayloadSchema(payloadBytesMax))
                        .setProperties(properties(spec));
        if (spec.pattern() == null) {
            builder.setTopics(spec.topics());
        } else {
            builder.setTopicPattern(Pattern.compile(spec.pattern()));
        }
        if (spec.stop()) {
            builder.setBounded(OffsetsInitializer.latest());
        }
        return builder.build();
    }

    static Properties properties(KafkaSpec spec) {
        Properties properties = new Properties();
        properties.setProperty("partition.discovery.interval.ms", DISCOVERY_MILLIS);
        // What a transaction has not committed does not exist yet.
        properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        spec.properties().forEach(properties::setProperty);
        if (spec.lagOf() != null) {
            String others =
                    properties.getProperty(
                            ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG,
                            JmxReporter.class.getName());
            properties.setProperty(
                    ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG,
                    others + "," + LagReporter.class.getName());
            properties.setProperty(LagReporter.JOB, spec.lagOf());
        }
        return properties;
    }

    private static OffsetsInitializer start(KafkaSpec.Start start) {
        return switch (start) {
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
        };
    }
}
