package dev.surprisal.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.surprisal.event.Alert;
import dev.surprisal.notify.AlertProtocol;
import dev.surprisal.notify.TimedAlert;
import dev.surprisal.testing.Alerts;
import dev.surprisal.testing.Exposition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What sinks of alerts remember. */
class KeptAlertTest {

    @ParameterizedTest
    @EnumSource(KeptAlert.Role.class)
    void stateIsReadAsItWasWritten(KeptAlert.Role role) throws IOException {
        KeptAlertSerializer serializer = new KeptAlertSerializer();
        Alert alert = Alerts.raised("i", "模\u0000" + "x".repeat(70_000), 12_345);
        byte[] bytes = serializer.serialize(new KeptAlert(TimedAlert.raised(alert), role));

        KeptAlert read = serializer.deserialize(serializer.getVersion(), bytes);

        assertEquals(role, read.role());
        assertEquals(12_345, read.alert().startsAtMillis());
        assertArrayEquals(alert.labels().values(), read.alert().alert().labels().values());
        assertArrayEquals(bytes, serializer.serialize(read));
        assertThrows(IOException.class, () -> serializer.deserialize(99, bytes));
    }

    @Test
    void thatAnAlertWasRaisedArrivesBeforeThatItIsOver() {
        PostQueue queue = new PostQueue(AlertProtocol.ALERTMANAGER);
        queue.add(Alerts.raised("a", "m", 1000));
        queue.add(Alerts.raised("b", "m", 1000));
        queue.add(Alerts.resolved("a", "m", 9000));

        List<TimedAlert> first = queue.batch();
        queue.delivered(first);
        List<TimedAlert> second = queue.batch();

        assertEquals(List.of("a", "b"), first.stream().map(x -> x.alert().id()).toList());
        assertEquals(List.of("a"), second.stream().map(x -> x.alert().id()).toList());
        assertEquals(1000, second.get(0).startsAtMillis());
    }

    @Test
    void whatIsOverIsNotRepeated() {
        PostQueue queue = new PostQueue(AlertProtocol.ALERTMANAGER);
        queue.add(Alerts.raised("a", "m", 1000));
        queue.delivered(queue.batch());
        queue.repeat();
        assertEquals(1, queue.batch().size());
        queue.add(Alerts.resolved("a", "m", 2000));
        queue.delivered(queue.batch());

        assertEquals(List.of(), queue.batch());
        queue.repeat();
        assertEquals(List.of(), queue.batch());
        assertEquals(List.of(), queue.snapshot());
    }

    /** As after a restart whose checkpoint was taken while the post was on its way. */
    @Test
    void whatWaitsIsNotRepeatedToo() {
        PostQueue before = new PostQueue(AlertProtocol.ALERTMANAGER);
        before.add(Alerts.raised("a", "m", 1000));
        PostQueue queue = new PostQueue(AlertProtocol.ALERTMANAGER);
        before.snapshot().forEach(queue::restore);

        queue.repeat();
        List<TimedAlert> batch = queue.batch();
        queue.delivered(batch);

        assertEquals(1, batch.size());
        assertEquals(List.of(), queue.batch());
        queue.repeat();
        assertEquals(1, queue.batch().size());
    }

    @Test
    void theGaugeOfAlertsIsRightAfterARestart() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        PrometheusSpec spec = new PrometheusSpec("127.0.0.1", port, port, 10);
        KeptAlert kept =
                new KeptAlert(
                        TimedAlert.raised(Alerts.raised("a", "m", 1000)), KeptAlert.Role.FIRING);
        try (var writer = new AlertMetricsSink(spec, "j").writer(null, List.of(kept))) {
            Exposition restored = Exposition.scrape(port);
            writer.write(Alerts.resolved("a", "m", 2000), null);

            assertEquals(1, restored.value("surprisal_alert_firing", "model", "m"));
            assertEquals(0, restored.value("surprisal_alerts_total", "model", "m"));
            assertEquals(0, Exposition.scrape(port).value("surprisal_alert_firing"));
            assertEquals(List.of(), writer.snapshotState(1));
        }
    }
}
