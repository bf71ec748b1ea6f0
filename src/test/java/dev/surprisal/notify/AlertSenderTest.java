package dev.surprisal.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.event.Alert;
import dev.surprisal.testing.Alerts;
import dev.surprisal.testing.HttpReceiver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real HTTP server that fails in every way. */
class AlertSenderTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NOW = 1_700_000_000_000L;
    private static final Sender SENDER =
            new Sender("j", "http://dash/1", Duration.ofMinutes(4), false);

    @Test
    void alertmanagerHoldsWhatFiresForAWhile() throws Exception {
        String model = "meta/\"Llama\" é\n模";
        try (HttpReceiver server = new HttpReceiver((post, number) -> 200)) {
            AlertSender sender = sender(AlertProtocol.ALERTMANAGER, server.uri(), 5000);

            sender.send(List.of(TimedAlert.raised(Alerts.raised("i", model, NOW - 10)))).join();

            assertEquals("/api/v2/alerts", server.posts().get(0).path());
            JsonNode alert = JSON.readTree(server.posts().get(0).body()).get(0);
            JsonNode labels = alert.get("labels");
            assertEquals("SurprisalDrift", labels.get("alertname").textValue());
            assertEquals("page", labels.get("severity").textValue());
            assertEquals("j", labels.get("job_name").textValue());
            assertEquals(model, labels.get("model").textValue());
            assertFalse(labels.has("x_route"), "an empty label is none");
            assertFalse(labels.has("id"), "would make each alert one of its own");
            assertEquals("i", alert.get("annotations").get("id").textValue());
            assertEquals(
                    "nll of " + model + " rose by a quarter",
                    alert.get("annotations").get("summary").textValue());
            assertFalse(alert.get("annotations").get("description").textValue().contains("NaN]"));
            assertEquals("http://dash/1", alert.get("generatorURL").textValue());
            assertEquals(NOW - 10, millis(alert, "startsAt"));
            assertEquals(NOW + 240_000, millis(alert, "endsAt"));
        }
    }

    @Test
    void alertmanagerIsToldOfTheEnd() throws Exception {
        try (HttpReceiver server = new HttpReceiver((post, number) -> 200)) {
            AlertSender sender = sender(AlertProtocol.ALERTMANAGER, server.uri(), 5000);
            TimedAlert raised = TimedAlert.raised(Alerts.raised("i", "m", NOW - 900_000));

            Alert over = Alerts.resolved("i", "m", NOW - 60_000);
            sender.send(List.of(TimedAlert.resolved(over, raised))).join();

            JsonNode alert = JSON.readTree(server.posts().get(0).body()).get(0);
            assertEquals(NOW - 900_000, millis(alert, "startsAt"));
            assertEquals(NOW - 60_000, millis(alert, "endsAt"));
        }
    }

    /** A step's number is no time: Alertmanager would show 1970. */
    @Test
    void alertsOverStepsBeginAndEndWhenTheyArePosted() throws Exception {
        try (HttpReceiver server = new HttpReceiver((post, number) -> 200)) {
            Sender steps = new Sender("j", "", Duration.ofMinutes(4), true);
            AlertSender sender =
                    new AlertSender(
                            AlertProtocol.ALERTMANAGER,
                            new HttpTarget(server.uri(), Map.of(), Duration.ofSeconds(5)),
                            steps,
                            () -> Instant.ofEpochMilli(NOW));
            TimedAlert raised = TimedAlert.raised(Alerts.raised("i", "m", 150));

            sender.send(List.of(raised)).join();
            sender.send(List.of(TimedAlert.resolved(Alerts.resolved("i", "m", 170), raised)))
                    .join();

            JsonNode fires = JSON.readTree(server.posts().get(0).body()).get(0);
            assertEquals(NOW, millis(fires, "startsAt"));
            assertEquals(NOW + 240_000, millis(fires, "endsAt"));
            JsonNode over = JSON.readTree(server.posts().get(1).body()).get(0);
            assertEquals(NOW, millis(over, "startsAt"));
            assertEquals(NOW, millis(over, "endsAt"));
        }
    }

    @Test
    void eventTimeAheadOfTheClockNeverEndsBeforeItStarts() throws Exception {
        try (HttpReceiver server = new HttpReceiver((post, number) -> 200)) {
            AlertSender sender = sender(AlertProtocol.ALERTMANAGER, server.uri(), 5000);
            long ahead = NOW + 1_000_000;

            sender.send(List.of(TimedAlert.raised(Alerts.raised("i", "m", ahead)))).join();
            sender.send(List.of(TimedAlert.resolved(Alerts.resolved("i", "m", ahead), null)))
                    .join();

            for (HttpReceiver.Post post : server.posts()) {
                JsonNode alert = JSON.readTree(post.body()).get(0);
                assertTrue(millis(alert, "startsAt") <= NOW, post.body());
                assertTrue(millis(alert, "endsAt") >= millis(alert, "startsAt"), post.body());
            }
            assertTrue(millis(JSON.readTree(server.posts().get(1).body()).get(0), "endsAt") <= NOW);
        }
    }

    @Test
    void aWebhookGetsTheAlertAndAKeyThatStaysTheSame() throws Exception {
        try (HttpReceiver server = new HttpReceiver((post, number) -> number == 1 ? 503 : 204)) {
            AlertSender sender = sender(AlertProtocol.WEBHOOK, server.uri(), 5000);

            Outcome outcome =
                    sender.sendUntil(
                            List.of(TimedAlert.raised(Alerts.raised("i é", "m", NOW))),
                            Duration.ofMinutes(1));

            assertTrue(outcome.delivered());
            assertEquals(2, server.posts().size());
            assertEquals(server.posts().get(0).body(), server.posts().get(1).body());
            for (HttpReceiver.Post post : server.posts()) {
                assertEquals(List.of("i__-firing"), post.headers().get("Idempotency-key"));
            }
            JsonNode alert = JSON.readTree(server.posts().get(0).body());
            assertEquals("surprisal.alert/1", alert.get("schema").textValue());
            assertEquals("i é", alert.get("id").textValue());
            assertEquals("firing", alert.get("status").textValue());
            assertEquals(1.25, alert.get("ratio").doubleValue());
            assertTrue(alert.get("ratio_high").isNull());
            assertEquals("", alert.get("labels").get("x-route").textValue());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void aTargetInTroubleIsAway(int status) throws Exception {
        Outcome outcome = outcome(status, 5000);

        assertEquals(Outcome.Kind.AWAY, outcome.kind());
        assertTrue(outcome.reason().contains("answered " + status), outcome.reason());
    }

    @ParameterizedTest
    @ValueSource(ints = {HttpReceiver.HANG, HttpReceiver.HANG_IN_BODY})
    void aTargetThatHangsIsAway(int hang) throws Exception {
        Outcome outcome = outcome(hang, 300);

        assertEquals(Outcome.Kind.AWAY, outcome.kind());
        assertTrue(outcome.reason().contains("did not answer within 300 ms"), outcome.reason());
    }

    @Test
    void aConnectionThatBreaksIsAway() throws Exception {
        assertEquals(Outcome.Kind.AWAY, outcome(HttpReceiver.RESET, 5000).kind());
    }

    @Test
    void nobodyThereIsAway() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        AlertSender sender =
                sender(AlertProtocol.WEBHOOK, URI.create("http://127.0.0.1:" + port), 5000);

        Outcome outcome = sender.sendUntil(List.of(one()), Duration.ofMillis(50));

        assertEquals(Outcome.Kind.AWAY, outcome.kind());
        assertTrue(outcome.reason().contains("127.0.0.1:" + port + " cannot"), outcome.reason());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 400, 401, 404, 413, 422})
    void anAnswerThatWillNotChangeIsARefusal(int status) throws Exception {
        try (HttpReceiver server = new HttpReceiver((post, number) -> status)) {
            AlertSender sender = sender(AlertProtocol.WEBHOOK, server.uri(), 5000);

            Outcome outcome = sender.sendUntil(List.of(one()), Duration.ofMinutes(1));

            assertEquals(Outcome.Kind.REFUSED, outcome.kind());
            assertEquals(1, server.posts().size(), "no retry and no redirect is followed");
            assertTrue(
                    outcome.reason().contains("answered " + status + ": said the server"),
                    outcome.reason());
            assertTrue(outcome.reason().length() < 500, outcome.reason());
        }
    }

    @Test
    void secretsAreSentAndNotSaid() throws Exception {
        try (HttpReceiver server = new HttpReceiver((post, number) -> 401)) {
            HttpTarget target =
                    new HttpTarget(
                            server.uri().resolve("/hook/T0KEN"),
                            Map.of("Authorization", "Bearer hunter2"),
                            Duration.ofSeconds(5));
            AlertSender sender =
                    new AlertSender(AlertProtocol.WEBHOOK, target, SENDER, InstantSource.system());

            Outcome outcome = sender.send(List.of(one())).join();

            assertEquals(
                    List.of("Bearer hunter2"),
                    server.posts().get(0).headers().get("Authorization"));
            for (String said : List.of(outcome.reason(), target.toString())) {
                assertFalse(said.contains("hunter2") || said.contains("T0KEN"), said);
            }
        }
    }

    @Test
    void badHeadersAndAddressesAreRefusedWithoutTheirValues() {
        HttpTarget target =
                new HttpTarget(
                        URI.create("http://h"), Map.of("X-Key", "a\nb"), Duration.ofSeconds(1));
        IllegalArgumentException header =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new AlertSender(
                                        AlertProtocol.WEBHOOK,
                                        target,
                                        SENDER,
                                        InstantSource.system()));
        assertEquals("HTTP does not allow one of the headers [X-Key]", header.getMessage());
        for (String uri : List.of("ftp://h", "http:///x", "x", "http://u:hunter2@h/")) {
            IllegalArgumentException address =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> new HttpTarget(URI.create(uri), Map.of(), Duration.ofSeconds(1)),
                            uri);
            assertFalse(address.getMessage().contains("hunter2"), address.getMessage());
        }
    }

    private static Outcome outcome(int status, long timeoutMillis) throws Exception {
        try (HttpReceiver server = new HttpReceiver((post, number) -> status)) {
            return sender(AlertProtocol.ALERTMANAGER, server.uri(), timeoutMillis)
                    .send(List.of(one()))
                    .join();
        }
    }

    private static TimedAlert one() {
        return TimedAlert.raised(Alerts.raised("i", "m", NOW));
    }

    private static AlertSender sender(AlertProtocol protocol, URI uri, long timeoutMillis) {
        return new AlertSender(
                protocol,
                new HttpTarget(uri, Map.of(), Duration.ofMillis(timeoutMillis)),
                SENDER,
                () -> Instant.ofEpochMilli(NOW));
    }

    private static long millis(JsonNode alert, String field) {
        return Instant.parse(alert.get(field).textValue()).toEpochMilli();
    }
}
