package dev.surprisal.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.TokenStatus;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each dialect is found by its server's answers, and says what the server computed. */
class ServerDialectTest {
    private static final String TEXT = "one two three four five six";
    private static final int[] IDS = {1003, 1004, 1006, 1005, 1005, 1004};

    @ParameterizedTest
    @EnumSource(ServerDialect.class)
    void isFoundAndGivesTheLogprobsOfTheScoredTokens(ServerDialect dialect) throws Exception {
        try (LoopbackServer server = SpokenDialect.serve(dialect, new LoopbackServer())) {
            ServerSettings settings = ServerSettings.of(server.uri());
            ServerProfile profile = ServerProbe.probe(settings);
            assertEquals(dialect, profile.dialect());
            assertEquals("toy", profile.model());
            assertEquals(4096, profile.lengthMax());
            assertEquals(dialect.takesTokenIds(), profile.tokenIds());

            try (ModelClient client = new ModelClient(settings, profile)) {
                for (int from = 1; from < IDS.length; from++) {
                    ScoringPrompt prompt = new ScoringPrompt(IDS, TEXT, from, 0);
                    ServerAnswer answer = client.ask(prompt).get(10, TimeUnit.SECONDS);
                    assertScored(IDS, from, answer);
                    ServerAnswer again = ServerAnswer.of(dialect, prompt, answer.body());
                    assertArrayEquals(answer.logprobs(), again.logprobs());
                }
            }
        }
    }

    static void assertScored(int[] ids, int from, ServerAnswer answer) {
        assertEquals(ids.length, answer.promptTokens());
        assertEquals(ids.length - from, answer.logprobs().length);
        for (int i = from; i < ids.length; i++) {
            assertEquals(SpokenDialect.logprob(ids, i), answer.logprobs()[i - from]);
            assertEquals(TokenStatus.OK.code(), answer.statuses()[i - from]);
        }
        assertArrayEquals(Arrays.copyOfRange(ids, from, ids.length), answer.tokenIds());
    }

    @ParameterizedTest
    @EnumSource(ServerDialect.class)
    void theChosenTokenIsFoundAmongTopCandidates(ServerDialect dialect) throws Exception {
        try (LoopbackServer server = SpokenDialect.serve(dialect, new LoopbackServer())) {
            ServerSettings plain = ServerSettings.of(server.uri());
            ServerSettings settings =
                    new ServerSettings(
                            plain.baseUrls(),
                            null,
                            dialect,
                            3,
                            plain.access(),
                            plain.retry(),
                            4,
                            1 << 20);
            ServerProfile profile = ServerProbe.probe(settings);
            assertEquals(3, profile.topLogprobs());
            try (ModelClient client = new ModelClient(settings, profile)) {
                ScoringPrompt prompt = new ScoringPrompt(IDS, TEXT, 2, 3);
                assertScored(IDS, 2, client.ask(prompt).get(10, TimeUnit.SECONDS));
            }
        }
    }

    /** The key travels with every request, and is in no message: PATH stands in for it. */
    @Test
    void theKeyAndHeadersAreSent() throws Exception {
        String key = System.getenv("PATH").strip();
        try (LoopbackServer server =
                SpokenDialect.serve(ServerDialect.OPENAI_ECHO, new LoopbackServer())) {
            ServerAccess access =
                    new ServerAccess("PATH", java.util.Map.of("X-Team", "evaluators"), null);
            ServerSettings settings = Settings.with(access, server.uri());
            ServerProbe.probe(settings);
            assertFalse(server.posts.isEmpty());
            for (LoopbackServer.Request post : server.posts) {
                assertEquals("Bearer " + key, post.headers().get("Authorization").get(0));
                assertEquals("evaluators", post.headers().get("X-team").get(0));
            }
            assertFalse(settings.toString().contains(key));
            assertFalse(settings.toString().contains("evaluators"));
            assertTrue(settings.toString().contains("X-Team"));
        }
    }

    @Test
    void sglangIsAskedOnlyForWhatIsScored() throws Exception {
        try (LoopbackServer server =
                SpokenDialect.serve(ServerDialect.SGLANG, new LoopbackServer())) {
            ServerSettings settings = ServerSettings.of(server.uri());
            ServerProfile profile = ServerProbe.probe(settings);
            try (ModelClient client = new ModelClient(settings, profile)) {
                client.ask(ScoringPrompt.ofTokens(IDS, 4, 0)).get(10, TimeUnit.SECONDS);
            }
            LoopbackServer.Request last = server.posts.get(server.posts.size() - 1);
            assertEquals(3, last.body().get("logprob_start_len").asInt());
        }
    }

    @Test
    void aTextGetsTheServersOwnTokensAndTheirTexts() throws Exception {
        try (LoopbackServer server =
                SpokenDialect.serve(ServerDialect.OPENAI_ECHO, new LoopbackServer())) {
            ServerSettings settings = ServerSettings.of(server.uri());
            ServerProfile ids = ServerProbe.probe(settings);
            ServerProfile text =
                    new ServerProfile(ids.dialect(), ids.model(), false, false, 1, -1, 0, "");
            try (ModelClient client = new ModelClient(settings, text)) {
                ServerAnswer answer =
                        client.ask(ScoringPrompt.ofText(TEXT, 0)).get(10, TimeUnit.SECONDS);
                assertEquals(IDS.length, answer.promptTokens());
                assertEquals(IDS.length - 1, answer.logprobs().length);
                assertArrayEquals(
                        new String[] {"t0", "t1", "t2", "t3", "t4", "t5"},
                        TokenTexts.of(ServerDialect.OPENAI_ECHO, answer));
            }
        }
    }
}
