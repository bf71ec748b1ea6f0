package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.config.JobFile;
import dev.surprisal.emit.Sinks;
import dev.surprisal.testing.KafkaBroker;
import dev.surprisal.testing.KafkaLogin;
import dev.surprisal.testing.LogCapture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.util.InstantiationUtil;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a broker with TLS and passwords: by the job file alone, and nothing secret is shown. */
class MonitorKafkaLoginITCase {

    private static final String SECRET = "hunter2";

    private static final String JOB =
            """
            version: 1
            name: monitor
            parallelism: 1
            source:
              kafka:
                servers: %s
                %s: %s
                start: earliest
                stop: true
                properties: %s
            group_by: [model, route]
            window: {size: 5m, lateness: 1m, idle: 1d}
            sinks:
              kafka: {servers: %s, topic: %s, properties: %s}
            """;

    @TempDir static Path directory;
    private static KafkaLogin login;
    private static KafkaBroker broker;
    private static MonitorTopics topics;
    private static String in;

    @BeforeAll
    static void start() throws Exception {
        login = KafkaLogin.make(directory.resolve("keys"));
        broker = KafkaBroker.start(directory, login);
        topics = new MonitorTopics(broker);
        in = topics.create(RecordedStream.PARTITIONS);
        topics.append(in, RecordedStream.ofEnvelopes().between(0, 0.2));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void topicsAreReadAndWrittenBySecureListeners() throws Exception {
        String plain = broker.bootstrapServers();
        List<String> expected = run(yaml(plain, Map.of(), plain, Map.of()));
        assertTrue(expected.size() > 20, expected.size() + " lines");
        String secure =
                yaml(
                        broker.loginServers(),
                        login.byPassword(KafkaLogin.PASSWORD),
                        broker.tlsServers(),
                        login.byCertificate());

        try (LogCapture log = new LogCapture(Level.INFO)) {
            assertEquals(expected, run(secure));

            assertTrue(log.text().contains("sasl.jaas.config"), "clients log their settings");
            assertFalse(log.text().contains(SECRET));
        }
        assertFalse(job(secure, in).graph().getStreamingPlanAsJSON().contains(SECRET));
        String settings =
                JobFile.parse(secure.formatted(in), "job.yaml", directory, Map.of()).toString();
        assertTrue(settings.contains("sasl.jaas.config"), settings);
        assertFalse(settings.contains(SECRET));
    }

    /** Kafka's own way to read a value where a client is made, as docs/OPERATIONS.md tells it. */
    @Test
    void passwordsCanStayOutOfTheJobGraph() throws Exception {
        Path secrets =
                Files.writeString(
                        directory.resolve("kafka.properties"),
                        "password=%s\nstore=%s\n"
                                .formatted(KafkaLogin.PASSWORD, KafkaLogin.STORE_PASSWORD));
        Map<String, String> reading = login.byCertificate();
        Map<String, String> writing = login.byPassword("$${file:%s:password}".formatted(secrets));
        for (Map<String, String> properties : List.of(reading, writing)) {
            properties.replaceAll(
                    (name, value) ->
                            value.equals(KafkaLogin.STORE_PASSWORD)
                                    ? "$${file:%s:store}".formatted(secrets)
                                    : value);
            properties.put("config.providers", "file");
            properties.put(
                    "config.providers.file.class",
                    "org.apache.kafka.common.config.provider.FileConfigProvider");
        }
        String yaml = yaml(broker.tlsServers(), reading, broker.loginServers(), writing);

        assertFalse(serialised(yaml).contains(SECRET));
        assertTrue(serialised(yaml).contains(in), "topics are found where secrets are looked for");
        assertTrue(run(yaml).size() > 20);
    }

    @Test
    void whatIsWrongIsSaidBeforeTheStart() throws Exception {
        String servers = broker.loginServers();
        Map<String, String> wrong = login.byPassword(SECRET + "-wrong");

        String password = refusal(servers, wrong, in);
        String certificate = refusal(servers, login.untrusting(), in);
        String pattern = refusal("topic_pattern", servers, wrong, "topic-.*");
        String sink = refused(yaml(broker.bootstrapServers(), Map.of(), servers, wrong));

        String login = "Kafka at " + servers + " refused the login: ";
        assertTrue(password.startsWith("source.kafka: " + login), password);
        assertTrue(password.contains("invalid credentials"), password);
        assertTrue(pattern.startsWith("source.kafka: " + login), pattern);
        assertTrue(sink.startsWith("sinks: " + login), sink);
        assertTrue(certificate.contains("cannot agree on TLS: "), certificate);
        assertTrue(certificate.contains("unable to find valid certification path"), certificate);
        for (String said : List.of(password, certificate, pattern, sink)) {
            assertFalse(said.contains(SECRET), said);
            assertFalse(said.contains("\n"), said);
        }
    }

    @Test
    void propertiesThatMakeNoClientAreSaidWithoutTheirValues() throws Exception {
        String servers = broker.loginServers();
        // Without quotes Kafka takes the second word for the name of a property.
        Map<String, String> unreadable = login.byPassword("x");
        unreadable.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required password=my hunter2;");
        Map<String, String> closed = login.byPassword("x");
        closed.put("ssl.truststore.password", SECRET + "-wrong");

        String jaas = refusal(servers, unreadable, in);
        String store = refusal(servers, closed, in);

        assertTrue(jaas.contains("sasl.jaas.config cannot be read"), jaas);
        assertTrue(store.contains("password was incorrect"), store);
        assertFalse((jaas + store).contains(SECRET), jaas + store);
    }

    @Test
    void anotherProtocolIsNamed() {
        for (Map.Entry<String, String> asked :
                Map.of(
                                broker.loginServers(), "PLAINTEXT",
                                broker.bootstrapServers(), "SSL")
                        .entrySet()) {
            Map<String, String> properties = new HashMap<>(login.byCertificate());
            properties.put("security.protocol", asked.getValue());

            String said =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () ->
                                            Sinks.checkTopics(
                                                    asked.getKey(),
                                                    List.of(in),
                                                    properties,
                                                    Duration.ofSeconds(1)))
                            .getMessage();

            assertTrue(said.contains(asked.getKey()), said);
            assertTrue(said.contains("asked by " + asked.getValue()), said);
        }
    }

    private static String refusal(String servers, Map<String, String> properties, String topic)
            throws Exception {
        return refusal("topics", servers, properties, topic);
    }

    private static String refusal(
            String key, String servers, Map<String, String> properties, String topic)
            throws Exception {
        return refused(
                JOB.formatted(
                        servers,
                        key,
                        topic,
                        mapping(properties),
                        broker.bootstrapServers(),
                        "%s",
                        "{}"));
    }

    private static String refused(String yaml) throws Exception {
        MonitorJob job = job(yaml, in);
        return assertThrows(RefusedInputException.class, job::check).getMessage();
    }

    private static String yaml(
            String from, Map<String, String> reading, String to, Map<String, String> writing) {
        return JOB.formatted(from, "topics", in, mapping(reading), to, "%s", mapping(writing));
    }

    private static String mapping(Map<String, String> properties) {
        return new TreeMap<>(properties)
                .entrySet().stream()
                        .map(e -> e.getKey() + ": '" + e.getValue() + "'")
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    private static MonitorJob job(String yaml, String out) throws Exception {
        return MonitorJob.build(
                JobFile.parse(yaml.formatted(out), "job.yaml", directory, Map.of()), List.of());
    }

    private static List<String> run(String yaml) throws Exception {
        String out = topics.create(1);
        MonitorJob job = job(yaml, out);
        job.check();
        job.start().await(null);
        return topics.committed(out);
    }

    private static String serialised(String yaml) throws Exception {
        byte[] graph = InstantiationUtil.serializeObject(job(yaml, in).graph().getJobGraph());
        return new String(graph, StandardCharsets.ISO_8859_1);
    }
}
