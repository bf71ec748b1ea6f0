package dev.surprisal.emit;

import dev.surprisal.event.ResultLine;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

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

    /** As {@link Sinks#check(KafkaSinkSpec, Duration)}. */
    static void check(KafkaSinkSpec spec, Duration patience) {
        Properties properties = new Properties();
        properties.putAll(spec.properties());
        properties.put("bootstrap.servers", spec.servers());
        long millis = patience.toMillis();
        // Of the client too, whose end would otherwise wait for its own minute.
        properties.put("default.api.timeout.ms", Long.toString(millis));
        properties.put("request.timeout.ms", Long.toString(millis));
        try (Admin admin = Admin.create(properties)) {
            admin.describeTopics(List.of(spec.topic()))
                    .allTopicNames()
                    .get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalArgumentException(
                    "no Kafka broker answered at %s within %d ms".formatted(spec.servers(), millis),
                    e);
        } catch (ExecutionException e) {
            throw refused(spec, millis, e);
        } catch (KafkaException e) {
            throw new IllegalArgumentException("the Kafka sink cannot be set up: " + causes(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Kafka for its topic", e);
        }
    }

    private static IllegalArgumentException refused(
            KafkaSinkSpec spec, long millis, ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return unanswered(spec, millis, cause);
        }
        String problem =
                cause instanceof UnknownTopicOrPartitionException
                        ? "has no topic " + spec.topic()
                        : "refused: " + cause.getMessage();
        return new IllegalArgumentException("Kafka at " + spec.servers() + " " + problem, cause);
    }

    private static IllegalArgumentException unanswered(
            KafkaSinkSpec spec, long millis, Throwable cause) {
        return new IllegalArgumentException(
                "no Kafka broker answered at %s within %d ms".formatted(spec.servers(), millis),
                cause);
    }

    /** Kafka's outermost message says only that there is no client. */
    private static String causes(Throwable fault) {
        StringBuilder text = new StringBuilder(String.valueOf(fault.getMessage()));
        for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
            text.append(": ").append(cause.getMessage());
        }
        return text.toString();
    }
}
