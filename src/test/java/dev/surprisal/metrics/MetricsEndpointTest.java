package dev.surprisal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.Origin;
import dev.surprisal.testing.Exposition;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scraped over HTTP, as Prometheus does. */
class MetricsEndpointTest {

    private static final String HOST = "127.0.0.1";
    private static final String[] MODEL = {"model"};

    private MetricsEndpoint endpoint;
    private String job;

    @BeforeEach
    void open(TestInfo test) throws IOException {
        endpoint = MetricsEndpoint.open(HOST, 0, 0);
        job = test.getDisplayName();
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "meta-llama/Llama-3.1-8B-Instruct",
                "a \"quoted\" \\ name",
                "zwei\nZeilen",
                "模型 é",
                "",
                "{x=\"y\"}",
                "\ud83d\ude00"
            })
    void labelValuesAreWhatTheServersSaid(String value) throws Exception {
        endpoint.job(job, 10).add(MODEL, Documents.of(new String[] {value}, 3, 1.5, 0), 0);

        Exposition read = Exposition.scrape(endpoint.port());

        assertEquals(3, read.value("surprisal_tokens_total", "job_name", job, "model", value));
    }

    @Test
    void countersAreCounters() throws Exception {
        endpoint.job(job, 10).add(MODEL, Documents.of(MODEL, 3, 1.5, 0), 0);

        Exposition read = Exposition.scrape(endpoint.port());

        assertEquals("counter", read.types().get("surprisal_nll_nats_total"));
        assertEquals("gauge", read.types().get("surprisal_event_time_lag_seconds"));
        assertEquals("histogram", read.types().get("surprisal_token_nll_nats"));
    }

    @Test
    void labelSetsBeyondTheLimitAreCountedTogether() throws Exception {
        JobMetrics metrics = endpoint.job(job, 3);
        for (int i = 0; i < 10; i++) {
            metrics.add(MODEL, Documents.of(new String[] {"m" + i}, 2, 1, 0), 0);
        }

        Exposition read = Exposition.scrape(endpoint.port());

        assertEquals(14, read.value("surprisal_tokens_total", "job_name", job, "model", "other"));
        assertEquals(2, read.value("surprisal_tokens_total", "job_name", job, "model", "m2"));
        assertEquals(7, read.value("surprisal_label_sets_dropped_total", "job_name", job));
    }

    @Test
    void anAlertIsCountedOnceAndFiresUntilItIsResolved() throws Exception {
        JobMetrics metrics = endpoint.job(job, 10);
        metrics.add(Documents.alert("1", "m", false));
        metrics.add(Documents.alert("1", "m", false));
        metrics.add(Documents.alert("2", "n", false));
        metrics.restore(Documents.alert("3", "n", false));

        Exposition firing = Exposition.scrape(endpoint.port());
        metrics.add(Documents.alert("1", "m", true));
        Exposition resolved = Exposition.scrape(endpoint.port());

        String[] labels = {
            "job_name",
            job,
            "model",
            "m",
            "detector",
            "e-sr",
            "severity",
            "page",
            "statistic",
            "nll"
        };
        assertEquals(1, firing.value("surprisal_alerts_total", labels));
        assertEquals(1, firing.value("surprisal_alert_firing", labels));
        assertEquals(1, resolved.value("surprisal_alerts_total", labels));
        assertEquals(0, resolved.value("surprisal_alert_firing", labels));
        labels[3] = "n";
        assertEquals(1, resolved.value("surprisal_alerts_total", labels));
        assertEquals(2, resolved.value("surprisal_alert_firing", labels));
    }

    @Test
    void partitionsBeyondTheLimitAreAddedUp() throws Exception {
        endpoint.job(job, 10);
        DoubleSupplier two = () -> 2;
        List<PartitionLags.Partition> partitions =
                IntStream.range(0, PartitionLags.PARTITIONS_MAX + 5)
                        .mapToObj(i -> new PartitionLags.Partition(job, "t", "%04d".formatted(i)))
                        .toList();
        partitions.forEach(partition -> PartitionLags.put(partition, two));
        PartitionLags.put(new PartitionLags.Partition("another", "t", "0"), two);
        String name = "surprisal_partition_lag_records";

        Exposition read = Exposition.scrape(endpoint.port());
        // Another reader has taken over; who had the partition before cannot take it away.
        PartitionLags.put(partitions.get(0), () -> 7);
        partitions.forEach(partition -> PartitionLags.remove(partition, two));
        Exposition after = Exposition.scrape(endpoint.port());

        assertEquals(2, read.value(name, "job_name", job, "topic", "t", "partition", "0999"));
        assertEquals(10, read.value(name, "job_name", job, "topic", "other"));
        assertEquals(PartitionLags.PARTITIONS_MAX + 1, read.values(name, "partition").size());
        assertEquals(Set.of("0000"), after.values(name, "partition"));
        assertEquals(7, after.value(name, "partition", "0000"));
    }

    @Test
    void lagIsAgainstTheLatestDocumentThatTheClockAllows() throws Exception {
        long now = System.currentTimeMillis();
        JobMetrics metrics = endpoint.job(job, 10);
        metrics.add(MODEL, Documents.of(MODEL, 1, 1, now - 100_000), now);
        metrics.add(MODEL, Documents.of(MODEL, 1, 1, now - 200_000), now);
        metrics.add(MODEL, Documents.of(MODEL, 1, 1, 4_102_444_800_000L), now);

        double lag =
                Exposition.scrape(endpoint.port())
                        .value("surprisal_event_time_lag_seconds", "job_name", job);

        double atLeast = 100;
        double atMost = (System.currentTimeMillis() - now) / 1000.0 + 100;
        assertTrue(lag >= atLeast && lag <= atMost, Double.toString(lag));
    }

    @Test
    void theLedgerIsByLine() throws Exception {
        JobMetrics metrics = endpoint.job(job, 10);
        metrics.add(new LedgerEntry(LedgerLine.LATE, 2));
        metrics.add(new LedgerEntry(LedgerLine.DUPLICATE, 5));
        metrics.add(new LedgerEntry(LedgerLine.RECEIVED, 11));

        Exposition read = Exposition.scrape(endpoint.port());

        assertEquals(2, read.value("surprisal_late_total", "job_name", job));
        assertEquals(5, read.value("surprisal_duplicates_total", "job_name", job));
        assertEquals(11, read.value("surprisal_ledger_total", "job_name", job, "line", "received"));
    }

    @Test
    void reasonsOfDeadLettersAreFew() throws Exception {
        JobMetrics metrics = endpoint.job(job, 10);
        for (int i = 0; i < 1000; i++) {
            metrics.add(letter("token_ids has %d entries, logprobs %d".formatted(i, i + 1)));
            metrics.add(letter("no such " + "x".repeat(i % 200)));
        }

        Exposition read = Exposition.scrape(endpoint.port());

        assertEquals(
                1000,
                read.value(
                        "surprisal_dead_letters_total",
                        "job_name",
                        job,
                        "reason",
                        "token_ids has # entries, logprobs #"));
        Set<String> reasons = new TreeSet<>();
        for (Exposition.Sample sample : read.samples().keySet()) {
            if (sample.name().equals("surprisal_dead_letters_total")
                    && job.equals(sample.labels().get("job_name"))) {
                reasons.add(sample.labels().get("reason"));
            }
        }
        assertEquals(ReasonClasses.CLASSES_MAX + 1, reasons.size());
    }

    @Test
    void theLastToCloseStopsTheServerAndTheCountsStay() throws Exception {
        // A port of its own, that the other tests do not keep open.
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            port = free.getLocalPort();
        }
        MetricsEndpoint first = MetricsEndpoint.open(HOST, port, port);
        MetricsEndpoint second = MetricsEndpoint.open(HOST, port, port);
        first.job(job, 10).add(MODEL, Documents.of(MODEL, 3, 1.5, 0), 0);
        first.close();
        first.close();
        second.job(job, 10).add(MODEL, Documents.of(MODEL, 4, 1.5, 0), 0);

        assertEquals(7, Exposition.scrape(port).value("surprisal_tokens_total", "job_name", job));
        second.close();
        assertThrows(ConnectException.class, () -> Exposition.scrape(port));
        try (MetricsEndpoint again = MetricsEndpoint.open(HOST, port, port)) {
            again.job(job, 10).add(MODEL, Documents.of(MODEL, 1, 1.5, 0), 0);
            assertEquals(
                    8, Exposition.scrape(port).value("surprisal_tokens_total", "job_name", job));
        }
    }

    @Test
    void aPortThatIsTakenIsPassedOver() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            int port = taken.getLocalPort();

            IOException none =
                    assertThrows(IOException.class, () -> MetricsEndpoint.open(HOST, port, port));
            assertTrue(none.getMessage().contains(HOST + ", ports " + port), none.getMessage());
            try (MetricsEndpoint next = MetricsEndpoint.open(HOST, port, port + 50)) {
                assertNotEquals(port, next.port());
                Exposition.scrape(next.port());
            }
        }
    }

    @Test
    void nothingIsServedBeyondLoopback() throws Exception {
        List<InetAddress> others = new ArrayList<>();
        for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            Collections.list(card.getInetAddresses()).stream()
                    .filter(address -> !address.isLoopbackAddress())
                    .forEach(others::add);
        }
        for (InetAddress address : others) {
            try (Socket socket = new Socket()) {
                assertThrows(
                        IOException.class,
                        () -> socket.connect(new InetSocketAddress(address, endpoint.port()), 2000),
                        address.toString());
            }
        }
    }

    @Test
    void aScrapeSeesNllAndTokensOfTheSameDocuments() throws Exception {
        JobMetrics metrics = endpoint.job(job, 10);
        int writers = 3;
        int documents = 3000;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        List<Future<Void>> done = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            done.add(
                    threads.submit(
                            (Callable<Void>)
                                    () -> {
                                        for (int i = 0; i < documents; i++) {
                                            metrics.add(MODEL, Documents.of(MODEL, 4, 2, 0), 0);
                                        }
                                        return null;
                                    }));
        }
        threads.shutdown();
        boolean running = true;
        while (running) {
            running = done.stream().anyMatch(writer -> !writer.isDone());
            Exposition read = Exposition.scrape(endpoint.port());
            double tokens = read.value("surprisal_tokens_total", "job_name", job);
            if (!Double.isNaN(tokens)) {
                assertEquals(2 * tokens, read.value("surprisal_nll_nats_total", "job_name", job));
            }
        }
        for (Future<Void> writer : done) {
            writer.get();
        }
        assertEquals(
                4.0 * writers * documents,
                Exposition.scrape(endpoint.port())
                        .value("surprisal_tokens_total", "job_name", job));
    }

    private static DeadLetter letter(String reason) {
        return new DeadLetter(new Origin("s", 0, 0, 0), null, reason, -1);
    }
}
