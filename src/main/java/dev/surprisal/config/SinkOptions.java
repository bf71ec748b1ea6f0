package dev.surprisal.config;

import static dev.surprisal.config.NumberTypes.integer;
import static dev.surprisal.config.TextTypes.map;
import static dev.surprisal.config.TextTypes.path;
import static dev.surprisal.config.TextTypes.text;

import java.nio.file.Path;
import java.util.Map;

/** The sinks of jobs without an end beside files, as part of {@link SurprisalOptions}. */
final class SinkOptions {

    private static final int PORT_MAX = 65535;

    static final Section KAFKA = sink("kafka", "A topic, exactly once.");

    static final Option<String> KAFKA_SERVERS =
            KAFKA.required(
                    "servers", text(), "localhost:9092", "Brokers, host:port with commas between.");

    static final Option<String> KAFKA_TOPIC =
            KAFKA.required("topic", text(), "surprisal", "Name of the topic, which exists.");

    static final Option<Map<String, String>> KAFKA_PROPERTIES =
            KAFKA.option(
                    "properties",
                    map(),
                    Map.of(),
                    "Passed on to the client as they are: TLS, SASL and others.");

    static final Section POSTGRES = sink("postgres", "Tables, by upserts.");

    static final Option<String> POSTGRES_URL =
            POSTGRES.required("url", text(), "jdbc:postgresql://localhost/surprisal", "JDBC URL.");

    static final Option<String> POSTGRES_USER =
            POSTGRES.optional("user", text(), "surprisal", "Name of the user.");

    static final Option<String> POSTGRES_PASSWORD_ENV =
            POSTGRES.optional(
                    "password_env",
                    text(),
                    "PGPASSWORD",
                    "Environment variable that holds the password.");

    static final Option<Path> POSTGRES_PASSWORD_FILE =
            POSTGRES.optional(
                    "password_file",
                    path(),
                    "/run/secrets/postgres",
                    "File that holds the password, instead of a variable.");

    static final Section PROMETHEUS = sink("prometheus", "An endpoint to be scraped.");

    static final Option<String> PROMETHEUS_HOST =
            PROMETHEUS.option("host", text(), "localhost", "Address that it listens on.");

    static final Option<Integer> PROMETHEUS_PORT =
            PROMETHEUS.option("port", integer(0, PORT_MAX), 9400, "Its port; 0 is any free one.");

    static final Section ALERTMANAGER = sink("alertmanager", "Alerts to Alertmanager.");

    static final Option<String> ALERTMANAGER_URL =
            ALERTMANAGER.required("url", text(), "http://localhost:9093", "Its base URL.");

    static final Section WEBHOOK = sink("webhook", "Alerts, each as JSON, to a URL.");

    static final Option<String> WEBHOOK_URL =
            WEBHOOK.required("url", text(), "http://localhost:8080/alerts", "Where they go.");

    static {
        ALERTMANAGER.shorthand(ALERTMANAGER_URL);
        WEBHOOK.shorthand(WEBHOOK_URL);
    }

    private SinkOptions() {}

    private static Section sink(String name, String description) {
        return SurprisalOptions.SINKS.instead(SurprisalOptions.SINK_FILE, name, description);
    }

    /** Called while {@link SurprisalOptions} is initialised: declares what stands above. */
    static void declare() {
        // Loading the class is all that it takes.
    }
}
