package dev.surprisal.emit;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A topic that result lines go to.
 *
 * @param servers as in {@code bootstrap.servers}
 * @param topic which exists
 * @param transactionalIdPrefix of the job's transactions: the same for every run of one job, and of
 *     no other writer, since a job ends the transactions that it finds under it
 * @param transactionTimeout how long lines may wait for a checkpoint, its restart included; beyond
 *     it the broker drops them. At most the broker's {@code transaction.max.timeout.ms}, 15 minutes
 *     if nobody changed it
 * @param properties further ones of the producer: TLS, SASL, compression. Never printed
 */
public record KafkaSinkSpec(
        String servers,
        String topic,
        String transactionalIdPrefix,
        Duration transactionTimeout,
        Map<String, String> properties)
        implements Serializable {

    /** Properties that would undo what this sink promises, or are given elsewhere. */
    private static final Set<String> OURS =
            Set.of(
                    "bootstrap.servers",
                    "transactional.id",
                    "transaction.timeout.ms",
                    "enable.idempotence",
                    "acks",
                    "max.in.flight.requests.per.connection",
                    "key.serializer",
                    "value.serializer");

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value and what is allowed
     */
    public KafkaSinkSpec {
        checkText("servers of the Kafka sink", servers);
        checkText("topic of the Kafka sink", topic);
        checkText("prefix of the Kafka sink's transactions", transactionalIdPrefix);
        FileSinkSpec.checkPositive("transaction timeout of the Kafka sink", transactionTimeout);
        for (String name : properties.keySet()) {
            if (OURS.contains(name)) {
                throw new IllegalArgumentException(
                        "property " + name + " of the Kafka sink cannot be set: the sink sets it");
            }
        }
        // A map of the JDK that serialises and that nobody else holds.
        properties = new TreeMap<>(properties);
    }

    /** A topic without TLS or login; lines may wait for ten minutes. */
    public static KafkaSinkSpec plain(String servers, String topic, String transactionalIdPrefix) {
        return new KafkaSinkSpec(
                servers, topic, transactionalIdPrefix, Duration.ofMinutes(10), Map.of());
    }

    /** Without the values of properties: passwords are among them. */
    @Override
    public String toString() {
        return "KafkaSinkSpec[servers=%s, topic=%s, transactionalIdPrefix=%s, properties=%s]"
                .formatted(servers, topic, transactionalIdPrefix, properties.keySet());
    }

    static void checkText(String what, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(what + " is empty");
        }
    }
}
