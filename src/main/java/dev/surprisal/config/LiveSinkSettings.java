package dev.surprisal.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where results of a job without an end go beside files; each list may be empty.
 *
 * @param kafka topics
 * @param postgres databases
 * @param prometheus endpoints to be scraped
 * @param alertmanagers base URLs
 * @param webhooks URLs
 */
public record LiveSinkSettings(
        List<KafkaTopic> kafka,
        List<Postgres> postgres,
        List<Prometheus> prometheus,
        List<String> alertmanagers,
        List<String> webhooks) {

    /**
     * A topic.
     *
     * @param servers as bootstrap.servers
     * @param topic its name
     * @param properties for the client; never printed
     */
    public record KafkaTopic(String servers, String topic, Map<String, String> properties) {

        @Override
        public String toString() {
            return "KafkaTopic[servers=%s, topic=%s, properties=%s]"
                    .formatted(servers, topic, properties.keySet());
        }
    }

    /**
     * A database.
     *
     * @param url JDBC URL
     * @param user name; null for none
     * @param passwordVariable environment variable that holds the password; null for none
     * @param passwordFile file that holds it; null for none
     */
    public record Postgres(String url, String user, String passwordVariable, Path passwordFile) {}

    /**
     * An endpoint.
     *
     * @param host address that it listens on
     * @param port 0 is any free one
     */
    public record Prometheus(String host, int port) {}

    static LiveSinkSettings of(OptionValues values, Path base) {
        List<OptionValues> sinks = values.repeated(SurprisalOptions.SINKS);
        return new LiveSinkSettings(
                sinks.stream()
                        .filter(sink -> sink.has(SinkOptions.KAFKA))
                        .map(LiveSinkSettings::kafka)
                        .toList(),
                sinks.stream()
                        .filter(sink -> sink.has(SinkOptions.POSTGRES))
                        .map(sink -> postgres(sink, base))
                        .toList(),
                sinks.stream()
                        .filter(sink -> sink.has(SinkOptions.PROMETHEUS))
                        .map(LiveSinkSettings::prometheus)
                        .toList(),
                texts(sinks, SinkOptions.ALERTMANAGER_URL),
                texts(sinks, SinkOptions.WEBHOOK_URL));
    }

    private static List<String> texts(List<OptionValues> sinks, Option<String> option) {
        return sinks.stream().map(sink -> sink.get(option)).filter(text -> text != null).toList();
    }

    private static KafkaTopic kafka(OptionValues sink) {
        return new KafkaTopic(
                sink.get(SinkOptions.KAFKA_SERVERS),
                sink.get(SinkOptions.KAFKA_TOPIC),
                Map.copyOf(sink.get(SinkOptions.KAFKA_PROPERTIES)));
    }

    private static Postgres postgres(OptionValues sink, Path base) {
        Path file = sink.get(SinkOptions.POSTGRES_PASSWORD_FILE);
        return new Postgres(
                sink.get(SinkOptions.POSTGRES_URL),
                sink.get(SinkOptions.POSTGRES_USER),
                sink.get(SinkOptions.POSTGRES_PASSWORD_ENV),
                file == null ? null : base.resolve(file).normalize());
    }

    private static Prometheus prometheus(OptionValues sink) {
        return new Prometheus(
                sink.get(SinkOptions.PROMETHEUS_HOST), sink.get(SinkOptions.PROMETHEUS_PORT));
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return kafka.isEmpty()
                && postgres.isEmpty()
                && prometheus.isEmpty()
                && alertmanagers.isEmpty()
                && webhooks.isEmpty();
    }
}
