package dev.surprisal.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.surprisal.event.Alert;
import dev.surprisal.event.Labels;
import dev.surprisal.event.Severity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeNotifierTest {

    private final List<String> posts = Collections.synchronizedList(new ArrayList<>());
    private final List<String> complaints = new ArrayList<>();
    private HttpServer server;
    private volatile int status = 200;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    posts.add(
                            exchange.getRequestURI().getPath()
                                    + " "
                                    + new String(body, StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void alertmanagerHearsOfAFiringAlertInEveryRoundUntilItIsResolved() throws Exception {
        ProbeNotifier notifier =
                new ProbeNotifier(settings(List.of(url("")), List.of()), complaints::add);

        notifier.deliver();
        assertEquals(0, posts.size());
        notifier.take(alert(false));
        notifier.deliver();
        notifier.deliver();
        notifier.take(alert(true));
        notifier.deliver();
        notifier.deliver();

        assertEquals(3, posts.size());
        assertEquals(startsAt(posts.get(0)), startsAt(posts.get(2)));
        assertTrue(posts.get(0).startsWith("/api/v2/alerts [{"), posts.get(0));
        assertEquals(List.of(), complaints);
    }

    private static String startsAt(String post) throws IOException {
        JsonNode body = new ObjectMapper().readTree(post.substring(post.indexOf(' ') + 1));
        assertEquals(1, body.size());
        return body.path(0).path("startsAt").asText();
    }

    @Test
    void aWebhookThatIsAwayHearsOfBothBeginAndEndWhenItIsBack() throws Exception {
        ProbeNotifier notifier =
                new ProbeNotifier(settings(List.of(), List.of(url("/hook"))), complaints::add);

        status = 503;
        notifier.take(alert(false));
        notifier.deliver();
        notifier.take(alert(true));
        notifier.deliver();
        assertEquals(2, complaints.size());
        posts.clear();
        status = 200;
        notifier.deliver();
        notifier.deliver();

        assertEquals(2, posts.size());
        assertTrue(posts.get(0).startsWith("/hook {"), posts.get(0));
    }

    @Test
    void whatATargetRefusesIsSaidAndNotSentAgain() throws Exception {
        ProbeNotifier notifier =
                new ProbeNotifier(settings(List.of(), List.of(url("/hook"))), complaints::add);

        status = 400;
        notifier.take(alert(false));
        notifier.deliver();
        notifier.deliver();

        assertEquals(1, posts.size());
        assertEquals(1, complaints.size());
        assertTrue(complaints.get(0).contains("400"), complaints.get(0));
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertThrows(
                RefusedProbeException.class,
                () -> new ProbeNotifier(settings(List.of("ftp://a"), List.of()), complaints::add));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static ProbeSettings settings(List<String> alertmanagers, List<String> webhooks) {
        return ProbeSettings.of(List.of("demo")).withAlerts(alertmanagers, webhooks);
    }

    private static Alert alert(boolean resolved) {
        return new Alert(
                "probe-1",
                resolved,
                Severity.PAGE,
                "probe",
                "difference",
                "up",
                new Labels(new String[] {"server", "model"}, new String[] {"a", "m"}),
                2000,
                2000,
                1000,
                6,
                5,
                1.2,
                1.1,
                1.3,
                7,
                1,
                "a has changed");
    }
}
