package dev.surprisal.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.event.ResultLine;
import dev.surprisal.testing.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Against a real PostgreSQL. */
class PostgresSinkITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES = 300;

    @TempDir static Path directory;
    private static Postgres postgres;

    private String schema;
    private Path secret;
    private PostgresSinkSpec spec;

    @BeforeAll
    static void start() throws IOException {
        postgres = Postgres.start(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void createSchema(TestInfo test) throws Exception {
        schema = "s" + Integer.toHexString(test.getDisplayName().hashCode());
        postgres.execute("CREATE SCHEMA " + schema);
        secret = directory.resolve(schema);
        spec = spec("postgres", "", Duration.ofMinutes(2));
    }

    private PostgresSinkSpec spec(String user, String password, Duration awayMax)
            throws IOException {
        return spec(postgres.url(), user, password, awayMax);
    }

    private PostgresSinkSpec spec(String url, String user, String password, Duration awayMax)
            throws IOException {
        return new PostgresSinkSpec(
                url,
                user,
                PostgresPassword.ofFile(Files.writeString(secret, password + "\n")),
                schema,
                50,
                Duration.ofMillis(100),
                awayMax);
    }

    @Test
    void linesAreRowsOnceEachThoughTheJobCrashes() throws Exception {
        Sinks.prepare(spec);

        SinkRuns.run(Sinks.postgres(spec), LINES, 3);

        assertEquals(3, SinkRuns.Crash.crashes.get());
        assertEquals(canonical(SinkRuns.lines(LINES)), canonical(rows()));
        assertEquals(
                List.of("240 model=m0 1970-01-01 00:01:00 2.5 t 12"),
                postgres.query(
                        "SELECT concat_ws(' ', count(*), min(key), min(window_end) AT TIME ZONE"
                                + " 'UTC', min(perplexity), bool_and(perplexity_low IS NULL),"
                                + " max(tokens_scored)) FROM "
                                + schema
                                + ".surprisal_window"));
    }

    @Test
    void aReplayChangesNothing() throws Exception {
        Sinks.prepare(spec);
        SinkRuns.run(Sinks.postgres(spec), LINES, 0);
        String versions =
                "SELECT xmin || ' ' || id || ' ' || written_at FROM "
                        + schema
                        + ".surprisal_window ORDER BY id";
        List<String> before = postgres.query(versions);

        Sinks.prepare(spec);
        SinkRuns.run(Sinks.postgres(spec), LINES, 0);

        assertEquals(before, postgres.query(versions));
        assertEquals(240, before.size());
    }

    @Test
    void aDatabaseThatGoesAwayForSomeSecondsLosesNothing() throws Exception {
        Sinks.prepare(spec);

        SinkRuns.run(Sinks.postgres(spec), LINES, 0, new Outage());

        assertEquals(canonical(SinkRuns.lines(LINES)), canonical(rows()));
    }

    @Test
    void aDatabaseThatIsGoneStopsTheJobWithTheReason() throws Exception {
        PostgresSinkSpec gone =
                spec("jdbc:postgresql://127.0.0.1:1/db", "u", "hunter2", Duration.ofMillis(100));

        Exception stopped =
                assertThrows(Exception.class, () -> SinkRuns.run(Sinks.postgres(gone), LINES, 0));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Sinks.prepare(gone));

        String said = "postgresql://127.0.0.1:1/db as user u: ";
        assertTrue(ExceptionUtils.findThrowableWithMessage(stopped, said).isPresent());
        assertTrue(refused.getMessage().contains(said), refused.getMessage());
    }

    @Test
    void aWrongPasswordIsSaidWithoutIt() throws Exception {
        postgres.requirePassword("writer", "right");
        PostgresSinkSpec wrong = spec("writer", "hunter2", Duration.ofMinutes(2));

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Sinks.prepare(wrong));
        Exception stopped =
                assertThrows(Exception.class, () -> SinkRuns.run(Sinks.postgres(wrong), LINES, 0));

        for (Throwable said : List.of(refused, stopped)) {
            String all = ExceptionUtils.stringifyException(said) + wrong;
            assertTrue(all.contains("password authentication failed for user"), all);
            assertFalse(all.contains("hunter2"), all);
        }
        Sinks.prepare(spec("writer", "right", Duration.ofMinutes(2)));
    }

    @Test
    void aPasswordThatIsNotWhereItShouldBeIsSaid() throws Exception {
        List<PostgresPassword> missing =
                List.of(
                        PostgresPassword.ofVariable("SURPRISAL_NO_SUCH_VARIABLE"),
                        PostgresPassword.ofFile(directory.resolve("no-such-file")));
        for (PostgresPassword password : missing) {
            PostgresSinkSpec lost = PostgresSinkSpec.standard(postgres.url(), "u", password);

            String refused =
                    assertThrows(IllegalArgumentException.class, () -> Sinks.prepare(lost))
                            .getMessage();

            assertTrue(refused.contains("password of PostgreSQL: "), refused);
            assertTrue(refused.matches("(?s).*(NO_SUCH_VARIABLE is not|no-such-file cannot).*"));
        }
    }

    @Test
    void textThatADatabaseDoesNotHoldIsReplaced() throws Exception {
        Sinks.prepare(spec);
        String json =
                "{\"schema\":\"s\",\"kind\":\"window\",\"job\":\"j\",\"key\":\"a\\u0000b"
                        + "\\\\u0000c\ud800d\ud83d\ude00\",\"window_end\":9223372036854775807}";

        write(new ResultLine(1, "k\u0001" + "x".repeat(100_000), json));

        assertEquals(
                List.of("a\ufffdb\\u0000c\ufffdd\ud83d\ude00"),
                postgres.query("SELECT key FROM " + schema + ".surprisal_window"));
        // A time beyond the calendar stays in the line alone.
        assertEquals(
                List.of("9223372036854775807"),
                postgres.query(
                        "SELECT line->>'window_end' FROM "
                                + schema
                                + ".surprisal_window WHERE window_end IS NULL"));
    }

    @Test
    void alertsAndOtherKindsHaveTheirTables() throws Exception {
        Sinks.prepare(spec);
        String alert =
                "{\"schema\":\"s\",\"kind\":\"alert\",\"job\":\"j\",\"id\":\"i\",\"status\":\"%s\","
                        + "\"labels\":{\"model\":\"m/1\"},\"ratio\":1.5,\"since\":0}";
        write(new ResultLine(4, "1", alert.formatted("firing")));
        write(new ResultLine(4, "1", alert.formatted("firing")));
        write(new ResultLine(4, "1", alert.formatted("resolved")));
        write(new ResultLine(5, "", "{\"kind\":\"summary\",\"job\":\"j\"}"));

        assertEquals(
                List.of("i firing m/1 1.5", "i resolved m/1 1.5"),
                postgres.query(
                        "SELECT concat_ws(' ', alert_id, status, labels->>'model', ratio) FROM "
                                + schema
                                + ".surprisal_alert ORDER BY status"));
        assertEquals(
                List.of("summary"),
                postgres.query("SELECT kind FROM " + schema + ".surprisal_line"));
    }

    @Test
    void columnsThatAnEarlierVersionDidNotHaveAreAdded() throws Exception {
        Sinks.prepare(spec);
        write(SinkRuns.line(0));
        postgres.execute(
                "ALTER TABLE " + schema + ".surprisal_window DROP COLUMN perplexity CASCADE");

        Sinks.prepare(spec);

        assertEquals(
                List.of("2.5"),
                postgres.query("SELECT perplexity FROM " + schema + ".surprisal_window"));
    }

    @Test
    void jobsThatStartTogetherDoNotMeet() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> faults = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> Sinks.prepare(spec));
            thread.setUncaughtExceptionHandler((failed, fault) -> faults.add(fault));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), faults);
    }

    private List<String> rows() throws Exception {
        return postgres.query(
                "SELECT line::text FROM %s.surprisal_window UNION ALL SELECT line::text FROM %s.surprisal_dead_letter"
                        .formatted(schema, schema));
    }

    /** A database keeps what JSON says, not how it is written. */
    private static List<String> canonical(List<String> lines) {
        return lines.stream()
                .map(
                        line -> {
                            try {
                                return new TreeMap<>(JSON.readValue(line, Map.class)).toString();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                .sorted()
                .toList();
    }

    /** Writes one line through a job. */
    private void write(ResultLine line) throws Exception {
        SinkRuns.run(Sinks.postgres(spec), 1, 0, new Replace(line));
    }

    private static final class Replace extends RichMapFunction<ResultLine, ResultLine> {

        private static final long serialVersionUID = 1L;

        private final int rank;
        private final String order;
        private final String json;

        Replace(ResultLine line) {
            rank = line.rank();
            order = line.order();
            json = line.json();
        }

        @Override
        public ResultLine map(ResultLine line) {
            return new ResultLine(rank, order, json);
        }
    }

    /** Takes the database away and brings it back while lines are on their way. */
    private static final class Outage extends RichMapFunction<ResultLine, ResultLine> {

        private static final long serialVersionUID = 1L;

        @Override
        public ResultLine map(ResultLine line) throws IOException {
            if (line.order().endsWith("0000000000000000150")) {
                postgres.suspend();
                Thread later =
                        new Thread(
                                () -> {
                                    try {
                                        postgres.resume();
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                });
                later.start();
            }
            return line;
        }
    }
}
