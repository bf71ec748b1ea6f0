package dev.surprisal.emit;

import dev.surprisal.event.ResultLine;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;

/** Result lines in a Kafka topic, each exactly once for readers of committed records. */
final class KafkaLines {

    private KafkaLines() {}

    static Sink<ResultLine> sink(KafkaSinkSpec spec) {
        Properties properties = new Properties();
        properties.putAll(spec.properties());
        properties.put(
                "transaction.timeout.ms", Long.toString(spec.transactionTimeout().toMillis()));
        return KafkaSink.<ResultLine>builder()
                .setBootstrapServers(spec.servers())
                .setKafkaProducerConfig(properties)
                .setRecordSerializer(new KafkaLineSerializer(spec.topic()))
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(spec.transactionalIdPrefix())
                // A fixed pool of names: the other strategy leaves the broker one more at every
                // checkpoint, and has to guess after a crash how many there were.
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .build();
    }
}
