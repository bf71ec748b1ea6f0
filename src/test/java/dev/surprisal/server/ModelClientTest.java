package dev.surprisal.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.server.LoopbackServer.Handler;
import dev.surprisal.server.LoopbackServer.Response;
import dev.surprisal.server.LoopbackServer.Response.Fault;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a network does, a prompt gets its own checked answer or a failure with the reason. */
class ModelClientTest {
    private static final ServerProfile VLLM =
            new ServerProfile(
                    ServerDialect.VLLM_PROMPT_LOGPROBS, "toy", true, false, 1, 4096, 0, "");
    private static final int[] IDS = {5, 6, 7, 8};
    private static final ScoringPrompt PROMPT = ScoringPrompt.ofTokens(IDS, 1, 0);

    private static Response answer(LoopbackServer.Request request) {
        return SpokenDialect.answer(ServerDialect.VLLM_PROMPT_LOGPROBS, request);
    }

    /** The first request gets {@code first}, every other the truth. */
    private static LoopbackServer onceThenHonest(Response first) throws IOException {
        return new LoopbackServer().on("/v1/completions", r -> r.number() == 1 ? first : answer(r));
    }

    private static ServerAnswer get(CompletableFuture<ServerAnswer> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private static ServerFailedException failure(CompletableFuture<ServerAnswer> future) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> get(future));
        return (ServerFailedException) e.getCause();
    }

    private static void assertSays(String expected, Throwable failure) {
        assertTrue(failure.getMessage().contains(expected), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503})
    void aFailureThatMayPassIsTriedAgain(int status) throws Exception {
        try (LoopbackServer server = onceThenHonest(Response.of(status, "{}"));
                ModelClient client =
                        new ModelClient(Settings.with(Settings.OPEN, server.uri()), VLLM)) {
            ServerDialectTest.assertScored(IDS, 1, get(client.ask(PROMPT)));
            assertEquals(2, client.counters().requests());
            assertEquals(1, client.counters().retries());
            assertEquals(0, client.counters().failures());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RESET", "HALF"})
    void aConnectionThatBreaksIsTriedAgain(Fault fault) throws Exception {
        try (LoopbackServer server = onceThenHonest(Response.ok("{\"choices\":[]}").with(fault));
                ModelClient client =
                        new ModelClient(Settings.with(Settings.OPEN, server.uri()), VLLM)) {
            ServerDialectTest.assertScored(IDS, 1, get(client.ask(PROMPT)));
            assertEquals(1, client.counters().retries());
        }
    }

    @Test
    void aServerThatHangsIsLeftAndAskedAgain() throws Exception {
        try (LoopbackServer server = onceThenHonest(Response.ok("").with(Fault.HANG));
                ModelClient client =
                        new ModelClient(
                                Settings.with(Settings.quick(2, 1000), server.uri()), VLLM)) {
            ServerDialectTest.assertScored(IDS, 1, get(client.ask(PROMPT)));
            assertEquals(1, client.counters().retries());
        }
    }

    @Test
    void aServerThatAlwaysHangsFailsWithTheTime() throws Exception {
        try (LoopbackServer server =
                        new LoopbackServer()
                                .on("/v1/completions", r -> Response.ok("").with(Fault.HANG));
                ModelClient client =
                        new ModelClient(
                                Settings.with(Settings.quick(2, 100), server.uri()), VLLM)) {
            ServerFailedException e = failure(client.ask(PROMPT));
            assertSays("no answer within 100 ms (last of 2 attempts)", e);
        }
    }

    @Test
    void attemptsAreBoundedAndTheLastReasonIsTold() throws Exception {
        Handler always =
                r -> Response.of(500, "{\"error\":{\"message\":\"no. " + r.number() + "\"}}");
        try (LoopbackServer server = new LoopbackServer().on("/v1/completions", always);
                ModelClient client =
                        new ModelClient(Settings.with(Settings.OPEN, server.uri()), VLLM)) {
            ServerFailedException e = failure(client.ask(PROMPT));
            assertSays("/v1/completions: HTTP 500, \"no. 4\" (last of 4 attempts)", e);
            assertEquals(4, e.attempts());
            assertEquals(500, e.status());
            assertEquals(4, server.posts.size());
            assertEquals(3, client.counters().retries());
            assertEquals(1, client.counters().failures());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 404, 413, 422})
    void aRefusalIsNotTriedAgain(int status) throws Exception {
        try (LoopbackServer server =
                        onceThenHonest(Response.of(status, "{\"detail\":\"too long\"}"));
                ModelClient client =
                        new ModelClient(Settings.with(Settings.OPEN, server.uri()), VLLM)) {
            ServerFailedException e = failure(client.ask(PROMPT));
            assertSays("HTTP " + status, e);
            assertEquals(1, e.attempts());
            assertEquals(1, server.posts.size());
        }
    }

    @Test
    void aLieInTheMiddleOfARunIsRefusedAtOnce() throws Exception {
        Handler shorter = r -> Response.ok(SpokenDialect.vllm(new int[] {5, 6, 7}, 0, false));
        try (LoopbackServer server = new LoopbackServer().on("/v1/completions", shorter);
                ModelClient client =
                        new ModelClient(Settings.with(Settings.OPEN, server.uri()), VLLM)) {
            ServerFailedException e = failure(client.ask(PROMPT));
            assertSays("4 tokens were sent, 3 came back", e);
            assertEquals(1, server.posts.size());
        }
    }

    @Test
    void aWebPageInBetweenIsTriedAgain() throws Exception {
        try (LoopbackServer server = onceThenHonest(Response.html(200));
                ModelClient client =
                        new ModelClient(Settings.with(Settings.OPEN, server.uri()), VLLM)) {
            ServerDialectTest.assertScored(IDS, 1, get(client.ask(PROMPT)));
            assertEquals(1, client.counters().retries());
        }
    }

    @Test
    void anAnswerBeyondTheLimitIsNotReadAndNotTriedAgain() throws Exception {
        Handler large = r -> Response.ok("{\"x\":\"" + "y".repeat(3 << 20) + "\"}");
        try (LoopbackServer server = new LoopbackServer().on("/v1/completions", large);
                ModelClient client =
                        new ModelClient(Settings.with(Settings.OPEN, server.uri()), VLLM)) {
            assertSays("longer than 1048576 bytes", failure(client.ask(PROMPT)));
            assertEquals(1, server.posts.size());
        }
    }

    @Test
    void aServerThatIsDownIsPassedOver() throws Exception {
        URI down;
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(LoopbackServer.loopback());
            down = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        try (LoopbackServer server = new LoopbackServer().on("/v1/completions", r -> answer(r));
                ModelClient client =
                        new ModelClient(Settings.with(Settings.OPEN, down, server.uri()), VLLM)) {
            for (int i = 0; i < 50; i++) {
                ServerDialectTest.assertScored(IDS, 1, get(client.ask(PROMPT)));
            }
            assertEquals(0, client.counters().failures());
            assertEquals(50, server.posts.size());
        }
    }

    /** Each handler waits for as many as may be in flight: fewer would block, more would show. */
    @Test
    void noMoreThanTheBoundAreInFlightAndNoFewer() throws Exception {
        CyclicBarrier together = new CyclicBarrier(8);
        Handler meets =
                request -> {
                    try {
                        together.await(20, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IOException(e);
                    }
                    return answer(request);
                };
        try (LoopbackServer server = new LoopbackServer().on("/v1/completions", meets);
                ModelClient client =
                        new ModelClient(
                                Settings.with(Settings.quick(1, 30_000), server.uri()), VLLM)) {
            List<CompletableFuture<ServerAnswer>> asked = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                asked.add(client.ask(ScoringPrompt.ofTokens(new int[] {i, i + 1, i + 2}, 1, 0)));
            }
            for (int i = 0; i < 80; i++) {
                ServerDialectTest.assertScored(new int[] {i, i + 1, i + 2}, 1, get(asked.get(i)));
            }
            assertTrue(server.inFlightMax.get() <= 9, "in flight: " + server.inFlightMax.get());
        }
    }

    @Test
    void requestsAreSpreadOverServers() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        Handler meets =
                request -> {
                    try {
                        together.await(20, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IOException(e);
                    }
                    return answer(request);
                };
        try (LoopbackServer one = new LoopbackServer().on("/v1/completions", meets);
                LoopbackServer two = new LoopbackServer().on("/v1/completions", meets);
                ModelClient client =
                        new ModelClient(Settings.with(Settings.OPEN, one.uri(), two.uri()), VLLM)) {
            CompletableFuture<ServerAnswer> first = client.ask(PROMPT);
            CompletableFuture<ServerAnswer> second = client.ask(PROMPT);
            get(first);
            get(second);
            assertEquals(1, one.posts.size());
            assertEquals(1, two.posts.size());
        }
    }

    @Test
    void closingFailsWhatIsOpen() throws Exception {
        try (LoopbackServer server =
                new LoopbackServer().on("/v1/completions", r -> Response.ok("").with(Fault.HANG))) {
            ModelClient client = new ModelClient(Settings.with(Settings.OPEN, server.uri()), VLLM);
            List<CompletableFuture<ServerAnswer>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                asked.add(client.ask(PROMPT));
            }
            client.close();
            for (CompletableFuture<ServerAnswer> each : asked) {
                assertSays("the client was closed", failure(each));
            }
            assertSays("the client was closed", failure(client.ask(PROMPT)));
        }
    }

    @Test
    void aPromptThatCannotBeSentIsRefusedBeforeItIs() throws Exception {
        try (LoopbackServer server = new LoopbackServer();
                ModelClient client =
                        new ModelClient(Settings.with(Settings.OPEN, server.uri()), VLLM)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> client.ask(ScoringPrompt.ofText("no ids", 0)));
            ScoringPrompt longest = ScoringPrompt.ofTokens(new int[4096], 1, 0);
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> client.ask(longest));
            assertSays("4096 tokens, and the server takes 4096 with the 1", e);
        }
    }

    @Test
    void aKeyThatNoHeaderMayHoldIsRefusedWithoutBeingShown() {
        ServerAccess access = new ServerAccess(null, Map.of("X-Team", "hid\nden"), null);
        ServerSettings settings = Settings.with(access, URI.create("http://127.0.0.1:1"));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new ModelClient(settings, VLLM));
        assertSays("X-Team", e);
        assertFalse(e.getMessage().contains("den"), e.getMessage());
    }

    @Test
    void waitsDoubleAreBoundedAndRepeatable() {
        RetryPolicy policy = RetryPolicy.standard();
        for (long seed = -50; seed < 50; seed++) {
            for (int failures = 1; failures < 40; failures++) {
                long full = Math.min(30_000, 250L << Math.min(20, failures - 1));
                long wait = policy.delayMillis(failures, 0, seed);
                assertTrue(wait >= full / 2 && wait <= full, failures + ": " + wait);
                assertEquals(wait, policy.delayMillis(failures, 0, seed));
            }
        }
        assertEquals(12_000, policy.delayMillis(1, 12_000, 7));
        assertEquals(30_000, policy.delayMillis(1, 3_600_000, 7));
        assertTrue(policy.delayMillis(3, 0, 1) != policy.delayMillis(3, 0, 2), "no jitter by seed");
    }

    @Test
    void retryAfterIsSecondsOrADateAndNothingElse() throws Exception {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        now.plusSeconds(90).atOffset(ZoneOffset.UTC));
        assertEquals(7000, retryAfter(429, "7", now));
        assertEquals(7000, retryAfter(503, " 7 ", now));
        assertEquals(90_000, retryAfter(429, date, now));
        assertEquals(0, retryAfter(429, date, now.plusSeconds(200)));
        assertEquals(0, retryAfter(429, "-3", now));
        assertEquals(0, retryAfter(429, "soon", now));
        assertEquals(0, retryAfter(500, "7", now));
    }

    private static long retryAfter(int status, String value, Instant now) {
        var headers =
                java.net.http.HttpHeaders.of(
                        Map.of("Retry-After", List.of(value)), (name, each) -> true);
        return new Reply(status, headers, new byte[0]).retryAfterMillis(now);
    }

    /** An hour is asked for; that the second request comes at all shows the bound. */
    @Test
    void aServerCannotAskForMoreThanTheBound() throws Exception {
        try (LoopbackServer server =
                        onceThenHonest(Response.of(429, "{}").with("Retry-After", "3600"));
                ModelClient client =
                        new ModelClient(Settings.with(Settings.OPEN, server.uri()), VLLM)) {
            ServerDialectTest.assertScored(IDS, 1, get(client.ask(PROMPT)));
        }
    }
}
