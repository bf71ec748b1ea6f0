package dev.surprisal.emit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks brokers for topics before a job starts, with the properties that the job's clients will
 * have: a job without an end would try again for ever.
 *
 * @param servers as bootstrap.servers
 * @param properties of the clients; values are never printed
 */
record KafkaTopics(String servers, Map<String, String> properties) {

    private static final String PROTOCOL = "security.protocol";
    private static final String LOGIN = "sasl.jaas.config";

    /**
     * Returns when the brokers answer, let the job in and have all topics.
     *
     * @param topics names; none asks only whether the brokers let the job in
     * @throws IllegalArgumentException saying what is wrong
     */
    void check(List<String> topics, Duration patience) {
        Properties all = new Properties();
        all.putAll(properties);
        all.put("bootstrap.servers", servers);
        long millis = patience.toMillis();
        // Of the client too, whose end would otherwise wait for its own minute.
        all.put("default.api.timeout.ms", Long.toString(millis));
        all.put("request.timeout.ms", Long.toString(millis));
        try (Admin admin = Admin.create(all)) {
            if (topics.isEmpty()) {
                admin.describeCluster().nodes().get(millis, TimeUnit.MILLISECONDS);
            } else {
                admin.describeTopics(topics).allTopicNames().get(millis, TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            throw unanswered(millis, e);
        } catch (ExecutionException e) {
            throw refused(topics, millis, e.getCause());
        } catch (KafkaException e) {
            throw new IllegalArgumentException("a Kafka client cannot be set up: " + causes(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Kafka for its topics", e);
        }
    }

    private IllegalArgumentException refused(List<String> topics, long millis, Throwable cause) {
        if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return unanswered(millis, cause);
        }
        return new IllegalArgumentException(
                "Kafka at " + servers + " " + problem(topics, cause), cause);
    }

    private String problem(List<String> topics, Throwable cause) {
        if (cause instanceof UnknownTopicOrPartitionException) {
            return "has no topic " + String.join(" or ", topics);
        }
        if (cause instanceof SslAuthenticationException) {
            return "and this job cannot agree on TLS: " + causes(cause);
        }
        if (cause instanceof AuthenticationException) {
            return "refused the login: " + cause.getMessage();
        }
        return "refused: " + cause.getMessage();
    }

    /** A broker that is asked by the wrong protocol does not answer, or hangs up. */
    private IllegalArgumentException unanswered(long millis, Throwable cause) {
        String protocol = properties.getOrDefault(PROTOCOL, "PLAINTEXT");
        return new IllegalArgumentException(
                "no Kafka broker answered at %s within %d ms; it was asked by %s (%s)"
                        .formatted(servers, millis, protocol, PROTOCOL),
                cause);
    }

    /**
     * Kafka's outermost message says only that there is no client. What it says about a login that
     * it cannot read may hold pieces of it.
     */
    private String causes(Throwable fault) {
        StringBuilder text = new StringBuilder(String.valueOf(fault.getMessage()));
        for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException && properties.containsKey(LOGIN)) {
                return LOGIN
                        + " cannot be read; expected: MODULE required username=\"…\""
                        + " password=\"…\";";
            }
            text.append(": ").append(cause.getMessage());
        }
        return text.toString();
    }
}
