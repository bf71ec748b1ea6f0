package dev.surprisal.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.demo.DemoServer;
import dev.surprisal.demo.DemoServerOptions;
import dev.surprisal.demo.Dialect;
import dev.surprisal.demo.FaultKind;
import dev.surprisal.demo.FaultRule;
import dev.surprisal.event.Alert;
import dev.surprisal.event.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rounds over two demo servers that are changed and killed under the loop. */
class ProbeLoopITCase {

    private static final DemoServerOptions DEMO = DemoServerOptions.defaults();
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final long BEGIN = 1_700_000_000_000L;
    private static final Path TOKENIZER = Path.of("jobs/samples/demo/tokenizer");

    @TempDir Path directory;

    private final List<Alert> alerts = new ArrayList<>();
    private final List<List<ProbeResult>> rounds = new ArrayList<>();

    static Stream<Arguments> otherAnswers() {
        return Stream.of(
                Arguments.of("other weights", DEMO.withWeights(1, 1)),
                Arguments.of("another temperature", DEMO.withWeights(0, 1.3)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherAnswers")
    void exactlyTheReplicaThatChangesHasChangedSinceThatProbe(String what, DemoServerOptions other)
            throws Exception {
        try (DemoServer a = DemoServer.start(DEMO);
                Restarted b = new Restarted()) {
            run(settings(a, b, 5), round -> b.start(round == 3 ? other : null));
        }

        for (int round = 1; round <= 5; round++) {
            assertEquals(ProbeVerdict.SAME, result(round, 0).verdict(), what + " " + round);
            assertEquals(0, result(round, 0).difference());
            assertEquals(
                    round > 3 ? ProbeVerdict.CHANGED : ProbeVerdict.SAME,
                    result(round, 1).verdict(),
                    what + " " + round);
        }
        assertEquals(BEGIN + 3 * EVERY.toMillis(), result(5, 1).sinceMillis());
        assertEquals(1, alerts.size());
        Alert alert = alerts.get(0);
        assertEquals(Severity.PAGE, alert.severity());
        assertEquals("server=b model=demo", alert.labels().text());
        assertEquals(BEGIN + 3 * EVERY.toMillis(), alert.sinceMillis());
        assertFalse(alert.resolved());
        assertTrue(alert.evidence() >= alert.threshold());
    }

    @Test
    void aReplicaThatIsRolledBackIsTheSameAgain() throws Exception {
        try (DemoServer a = DemoServer.start(DEMO);
                Restarted b = new Restarted()) {
            run(
                    settings(a, b, 6),
                    round ->
                            b.start(
                                    round == 1
                                            ? DEMO.withWeights(1, 1)
                                            : round == 2 ? DEMO : null));
        }

        assertEquals(ProbeVerdict.CHANGED, result(4, 1).verdict());
        assertEquals(ProbeVerdict.SAME, result(5, 1).verdict());
        assertEquals(2, alerts.size());
        assertFalse(alerts.get(0).resolved());
        assertTrue(alerts.get(1).resolved());
        assertEquals(alerts.get(0).id(), alerts.get(1).id());
        assertEquals(alerts.get(0).sinceMillis(), alerts.get(1).sinceMillis());
    }

    @Test
    void aReplicaThatIsDownIsUnreadableAndNotChanged() throws Exception {
        try (DemoServer a = DemoServer.start(DEMO);
                Restarted b = new Restarted()) {
            run(
                    settings(a, b, 6),
                    round -> {
                        if (round == 1) {
                            b.close();
                        }
                        b.start(round == 4 ? DEMO : null);
                    });
        }

        for (int round = 2; round <= 4; round++) {
            assertEquals(ProbeVerdict.UNREADABLE, result(round, 1).verdict());
            assertEquals("unreachable: connection refused", result(round, 1).reason());
            assertEquals(BEGIN + EVERY.toMillis(), result(round, 1).sinceMillis());
            assertEquals(ProbeVerdict.SAME, result(round, 0).verdict());
        }
        assertEquals(ProbeVerdict.SAME, result(5, 1).verdict());
        assertEquals(0, result(5, 1).difference());
        assertEquals(2, alerts.size());
        assertEquals(Severity.WARNING, alerts.get(0).severity());
        assertEquals("unreadable", alerts.get(0).statistic());
        assertTrue(alerts.get(1).resolved());
        assertEquals(alerts.get(0).id(), alerts.get(1).id());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void answersThatCannotBeBelievedAreUnreadable(FaultKind kind, String reason) throws Exception {
        try (DemoServer a = DemoServer.start(DEMO);
                Restarted b = new Restarted()) {
            run(
                    settings(a, b, 2),
                    round ->
                            b.start(
                                    round == 1
                                            ? DEMO.withFaults(
                                                    0, new FaultRule(kind, 1, Long.MAX_VALUE))
                                            : null));
        }

        assertEquals(ProbeVerdict.UNREADABLE, result(2, 1).verdict());
        assertTrue(result(2, 1).reason().contains(reason), result(2, 1).reason());
        assertFalse(result(2, 1).reason().contains("\n"));
        assertEquals(ProbeVerdict.SAME, result(2, 0).verdict());
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(FaultKind.SERVER_ERROR, "500"),
                Arguments.of(FaultKind.ECHO_IGNORED, "log-prob"),
                Arguments.of(FaultKind.SHORT, "tokens"));
    }

    /** Named a to b, in another dialect: counts of tokens agree, spellings need not. */
    @Test
    void aServerOfAnotherKindWithTheSameModelIsTheSame() throws Exception {
        try (DemoServer a = DemoServer.start(DEMO);
                Restarted b = new Restarted()) {
            run(
                    settings(a, b, 2),
                    round -> b.start(round == 1 ? DEMO.withDialect(Dialect.SGLANG) : null));
        }

        assertEquals("", result(2, 1).reason());
        assertEquals(ProbeVerdict.SAME, result(2, 1).verdict());
    }

    @Test
    void aTokenizerThatIsNotTheModelsIsUnreadable() throws Exception {
        Path own = directory.resolve("tokenizer");
        Files.createDirectories(own);
        ObjectMapper json = new ObjectMapper();
        JsonNode tokenizer = json.readTree(TOKENIZER.resolve("tokenizer.json").toFile());
        ObjectNode vocabulary = (ObjectNode) tokenizer.path("model").path("vocab");
        int the = vocabulary.path("Ġthe").intValue();
        vocabulary.put("Ġthe", vocabulary.path("Ġwas").intValue());
        vocabulary.put("Ġwas", the);
        json.writeValue(own.resolve("tokenizer.json").toFile(), tokenizer);
        try (DemoServer a = DemoServer.start(DEMO);
                Restarted b = new Restarted()) {
            ProbeSettings settings = settings(a, b, 1);

            run(settings.withFiles(null, TOKENIZER, directory.resolve("right"), null), round -> {});
            run(settings.withFiles(null, own, directory.resolve("wrong"), null), round -> {});
        }

        assertEquals(ProbeVerdict.SAME, rounds.get(0).get(0).verdict());
        assertEquals(ProbeVerdict.UNREADABLE, rounds.get(1).get(0).verdict());
        String reason = rounds.get(1).get(0).reason();
        assertTrue(reason.contains("the tokenizer is not the model's"), reason);
    }

    @Test
    void aLoopThatIsStoppedAndCutGoesOnWithTheSameBits() throws Exception {
        DemoServerOptions other = DEMO.withWeights(1, 1);
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        try (DemoServer a = DemoServer.start(DEMO);
                Restarted b = new Restarted()) {
            ProbeSettings undisturbed = settings(a, b, 5).withFiles(null, null, whole, null);
            run(undisturbed, round -> b.start(round == 2 ? other : null));
            b.start(DEMO);

            ProbeSettings cut = undisturbed.withFiles(null, null, parts, null);
            run(cut.withSchedule(EVERY, 2), round -> b.start(round == 2 ? other : null));
            run(cut.withSchedule(EVERY, 3), round -> {});
            dropLastLine(parts.resolve("probes.jsonl"));
            run(cut.withSchedule(EVERY, 4), round -> {});
            run(cut, round -> {});
        }

        assertEquals(
                Files.readString(whole.resolve("probes.jsonl")),
                Files.readString(parts.resolve("probes.jsonl")));
        assertEquals(
                Files.readString(whole.resolve("baseline.jsonl")),
                Files.readString(parts.resolve("baseline.jsonl")));
        // Told twice, which is at least once: by the run that found it, by each that went on.
        assertEquals(1, alerts.stream().map(Alert::id).distinct().count());
        assertTrue(alerts.size() >= 3);
    }

    /** As a crash in the middle of writing a round leaves it. */
    private static void dropLastLine(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n', text.length() - 2) + 1 + 40;
        Files.write(
                file,
                Arrays.copyOf(
                        bytes, text.substring(0, end).getBytes(StandardCharsets.UTF_8).length));
    }

    private ProbeResult result(int round, int replica) {
        return rounds.get(round - 1).get(replica);
    }

    private interface AfterRound {
        void accept(long round) throws IOException;
    }

    private void run(ProbeSettings settings, AfterRound after) throws Exception {
        // Where the last loop stopped: the next round is due one interval later.
        long now = BEGIN;
        try (ProbeHistory history = ProbeHistory.open(settings.directory())) {
            now = Math.max(now, history.lastMillis());
        }
        try (ProbeLoop loop =
                ProbeLoop.open(settings, alerts::add, complaint -> {}, new SteppedClock(now))) {
            loop.run(
                    results -> {
                        rounds.add(results);
                        try {
                            after.accept(results.get(0).round());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }

    private ProbeSettings settings(DemoServer a, Restarted b, long last) {
        return ProbeSettings.of(List.of("a=" + a.uri(), "b=" + b.server.uri()))
                .withSchedule(EVERY, last)
                .withFiles(null, null, directory.resolve("history"), null);
    }

    /** A server that is replaced at its port. */
    private static final class Restarted implements AutoCloseable {

        private DemoServer server = DemoServer.start(DEMO);

        Restarted() throws IOException {}

        /** Null: goes on as it is. */
        void start(DemoServerOptions options) throws IOException {
            if (options == null) {
                return;
            }
            int port = server.uri().getPort();
            server.close();
            server = DemoServer.start(options.withPort(port));
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
