package dev.surprisal.ingest;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Topics to read.
 *
 * @param servers "host:port", as bootstrap.servers
 * @param topics names; empty with a pattern
 * @param pattern regular expression of names; null with topics
 * @param group consumer group whose offsets are committed with each checkpoint
 * @param start where to begin without a checkpoint
 * @param stop whether to end at what is the end of the topics when the job starts
 * @param properties passed on to the client: TLS, SASL and whatever else it knows. Never printed
 * @param lagOf name of the job at whose metrics endpoint the lag stands; null for none
 */
public record KafkaSpec(
        String servers,
        List<String> topics,
        String pattern,
        String group,
        Start start,
        boolean stop,
        Map<String, String> properties,
        String lagOf)
        implements Serializable {

    /** Topics whose lag nobody asks for. */
    public KafkaSpec(
            String servers,
            List<String> topics,
            String pattern,
            String group,
            Start start,
            boolean stop,
            Map<String, String> properties) {
        this(servers, topics, pattern, group, start, stop, properties, null);
    }

    /** Without the values of properties: passwords are among them. */
    @Override
    public String toString() {
        return "KafkaSpec[servers=%s, topics=%s, pattern=%s, group=%s, properties=%s]"
                .formatted(servers, topics, pattern, group, properties.keySet());
    }

    /** Where to begin reading. */
    public enum Start {
        /** Where the group left off; at the beginning if it never read. */
        COMMITTED,
        EARLIEST,
        LATEST
    }
}
