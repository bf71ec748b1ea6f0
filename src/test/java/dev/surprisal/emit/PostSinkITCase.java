package dev.surprisal.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.event.Alert;
import dev.surprisal.notify.HttpTarget;
import dev.surprisal.testing.Alerts;
import dev.surprisal.testing.HttpReceiver;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;

/** Alerts of a running job, to a real HTTP server that does not always take them. */
class PostSinkITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ALERTS = 60;

    @Test
    void everyAlertArrivesThoughTheTargetFailsAndTheJobCrashes() throws Exception {
        try (HttpReceiver server = new HttpReceiver((post, n) -> n % 3 == 0 ? 503 : 200)) {
            CrashAfterPost.watch(server);

            run(AlertSinks.webhook(spec(server.uri()), "j"), new CrashAfterPost(2), 2, 1);

            Map<String, List<String>> states = new HashMap<>();
            int number = 0;
            for (HttpReceiver.Post post : server.posts()) {
                number++;
                if (number % 3 != 0) {
                    var alert = JSON.readTree(post.body());
                    states.computeIfAbsent(alert.get("id").textValue(), id -> new ArrayList<>())
                            .add(alert.get("status").textValue());
                }
            }
            assertEquals(ALERTS / 2, states.size());
            states.forEach(
                    (id, of) -> {
                        assertEquals("firing", of.get(0), id);
                        assertEquals("resolved", of.get(of.size() - 1), id);
                    });
        }
    }

    @Test
    void whatFiresIsPostedAgainAfterARestart() throws Exception {
        try (HttpReceiver server = new HttpReceiver((post, n) -> 200)) {
            CrashAfterPost.watch(server);

            // Nothing else would post it again: the next repeat is an hour away.
            run(AlertSinks.alertmanager(spec(server.uri()), "j"), new CrashAfterPost(1), 1, ALERTS);

            long first =
                    server.posts().stream()
                            .filter(post -> post.body().contains("\"id\":\"0\""))
                            .count();
            assertEquals(2, first);
        }
    }

    @Test
    void whatFiresIsPostedAgainAndAgain() throws Exception {
        try (HttpReceiver server = new HttpReceiver((post, n) -> n == 2 ? 500 : 200)) {
            HttpSinkSpec often =
                    new HttpSinkSpec(
                            spec(server.uri()).target(),
                            Duration.ofMinutes(1),
                            Duration.ofMillis(20),
                            "",
                            false);
            JobClient job =
                    environment(
                                    AlertSinks.alertmanager(often, "j"),
                                    new CrashAfterPost(0),
                                    0,
                                    Integer.MAX_VALUE,
                                    Long.MAX_VALUE)
                            .executeAsync();

            server.await(10);

            job.cancel().get();
            assertTrue(server.posts().get(9).body().contains("\"id\":\"0\""));
        }
    }

    @Test
    void aTargetThatRefusesStopsTheJobWithItsReason() throws Exception {
        try (HttpReceiver server = new HttpReceiver((post, n) -> 404)) {
            assertStops(spec(server.uri()), "answered 404: said the server");
        }
    }

    @Test
    void aTargetThatStaysAwayStopsTheJobWithTheReason() throws Exception {
        try (HttpReceiver server = new HttpReceiver((post, n) -> 503)) {
            HttpSinkSpec impatient =
                    new HttpSinkSpec(
                            spec(server.uri()).target(),
                            Duration.ofMillis(300),
                            Duration.ofHours(1),
                            "",
                            false);

            assertStops(impatient, "could not be delivered for 300 ms");
        }
    }

    @Test
    void moreThanOneSubtaskIsRefused() {
        Sink<Alert> sink = AlertSinks.webhook(spec(URI.create("http://127.0.0.1:9")), "j");
        Exception refused =
                assertThrows(
                        Exception.class,
                        () -> {
                            StreamExecutionEnvironment env =
                                    environment(sink, new CrashAfterPost(0), 0, 1, 10, 2);
                            env.execute();
                        });
        assertTrue(
                ExceptionUtils.findThrowableWithMessage(refused, "runs as 2 subtasks, expected 1")
                        .isPresent());
    }

    private static void assertStops(HttpSinkSpec spec, String reason) {
        Exception stopped =
                assertThrows(
                        Exception.class,
                        () -> run(AlertSinks.webhook(spec, "j"), new CrashAfterPost(0), 0, 1));
        assertTrue(ExceptionUtils.findThrowableWithMessage(stopped, reason).isPresent());
    }

    private static HttpSinkSpec spec(URI uri) {
        return new HttpSinkSpec(
                new HttpTarget(uri, Map.of(), Duration.ofSeconds(20)),
                Duration.ofMinutes(2),
                Duration.ofHours(1),
                "",
                false);
    }

    /** Pairs of an alert that is raised and resolved; only each {@code every}th record is one. */
    private static void run(Sink<Alert> sink, CrashAfterPost crash, int restarts, int every)
            throws Exception {
        environment(sink, crash, restarts, every, ALERTS).execute();
    }

    private static StreamExecutionEnvironment environment(
            Sink<Alert> sink, CrashAfterPost crash, int restarts, int every, long count) {
        return environment(sink, crash, restarts, every, count, 1);
    }

    private static StreamExecutionEnvironment environment(
            Sink<Alert> sink,
            CrashAfterPost crash,
            int restarts,
            int every,
            long count,
            int subtasks) {
        Configuration conf = new Configuration();
        conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
        conf.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, restarts);
        conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, conf);
        env.fromSource(
                        new DataGeneratorSource<>(
                                (GeneratorFunction<Long, Long>) index -> index,
                                count,
                                RateLimiterStrategy.perCheckpoint(4),
                                Types.LONG),
                        WatermarkStrategy.noWatermarks(),
                        "numbers")
                .uid("numbers")
                .map(crash)
                .uid("crash")
                .returns(Types.LONG)
                .filter(index -> index % every == 0)
                .uid("every")
                .map(PostSinkITCase::alert)
                .returns(TypeInformation.of(Alert.class))
                .uid("alerts")
                .sinkTo(sink)
                .uid("sink")
                .setParallelism(subtasks);
        return env;
    }

    private static Alert alert(long index) {
        String id = Long.toString(index / 2);
        return index % 2 == 0
                ? Alerts.raised(id, "m" + id, 60_000 * index)
                : Alerts.resolved(id, "m" + id, 60_000 * index);
    }

    /** Crashes after a checkpoint that holds an alert which was posted before. */
    private static final class CrashAfterPost extends RichMapFunction<Long, Long>
            implements CheckpointListener {

        private static final long serialVersionUID = 1L;

        private static HttpReceiver receiver;

        private final int wanted;
        private transient int checkpointsSince;

        CrashAfterPost(int wanted) {
            this.wanted = wanted;
        }

        static void watch(HttpReceiver server) {
            receiver = server;
        }

        @Override
        public Long map(Long index) {
            return index;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            if (getRuntimeContext().getTaskInfo().getAttemptNumber() >= wanted
                    || receiver.posts().isEmpty()) {
                return;
            }
            // The one that ends now may have begun before that post.
            checkpointsSince++;
            if (checkpointsSince == 2) {
                throw new IllegalStateException("a crash that the test asked for");
            }
        }
    }
}
