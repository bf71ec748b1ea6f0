package dev.surprisal.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.ask.RolloutReference;
import dev.surprisal.event.Distribution;
import dev.surprisal.event.Origin;
import dev.surprisal.event.ReferencedRollout;
import dev.surprisal.event.Reward;
import dev.surprisal.event.Role;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutIdentity;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.RolloutSampling;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.StepClose;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.server.RetryPolicy;
import dev.surprisal.server.ServerAccess;
import dev.surprisal.server.ServerProbe;
import dev.surprisal.server.ServerProfile;
import dev.surprisal.server.ServerSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real HTTP, against the model itself. */
class RolloutReferenceTest {

    private static final int[] IDS =
            Arrays.copyOf(
                    Languages.demo().tokenizer.encode(new StoryTeller(-4).next().prose()), 24);

    /** A prompt, a turn, a tool's words, a turn, padding. */
    private static final String TURNS = "000001111110000111110000";

    private static final int PADDED = 20;

    static Rollout rollout(int[] ids, String mask) {
        boolean[] own = new boolean[mask.length()];
        for (int i = 0; i < own.length; i++) {
            own[i] = mask.charAt(i) == '1';
        }
        byte[] statuses = new byte[own.length];
        return new Rollout(
                new Origin("test", 0, 0, 0),
                SourceFormat.NATIVE,
                new RolloutIdentity("run", 0, 1, 0, 0, "a"),
                3,
                "math",
                -1,
                "v1",
                new RolloutSampling(Distribution.RAW, 1, 1, 0, Role.SAMPLER),
                ids,
                own,
                new RoleScores(new double[own.length], statuses, null),
                null,
                null,
                Reward.of(1),
                Reward.NONE,
                null,
                null);
    }

    static ServerSettings settings(DemoServer server) {
        RetryPolicy retry =
                new RetryPolicy(
                        Duration.ofSeconds(60), 3, Duration.ofMillis(1), Duration.ofMillis(2));
        return new ServerSettings(
                List.of(server.uri()), null, null, 0, ServerAccess.standard(), retry, 4, 1 << 24);
    }

    private static DemoServer server(Dialect dialect) throws Exception {
        DemoServerOptions options =
                DemoServerOptions.defaults().withDialect(dialect).withLimits(64, 20);
        return DemoServer.start(options, Languages.demo());
    }

    private static RolloutReference asked(DemoServer server) throws Exception {
        ServerSettings settings = settings(server);
        return new RolloutReference(settings, ServerProbe.probe(settings));
    }

    private static ReferencedRollout ask(RolloutReference reference, Rollout rollout)
            throws Exception {
        return reference.ask(new RolloutRecord(rollout, null, 17, -1)).get();
    }

    /** [tokens] what the model itself says where the mask is 1. */
    private static double[] expected(Rollout rollout) {
        double[] logprobs = DemoServerTest.expected(rollout.tokenIds());
        for (int i = 0; i < logprobs.length; i++) {
            logprobs[i] = rollout.mask()[i] ? logprobs[i] : Double.NaN;
        }
        return logprobs;
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"TGI"},
            mode = EnumSource.Mode.EXCLUDE)
    void thePolicysOwnTokensGetWhatTheModelSaysOfThemInTheirContext(Dialect dialect)
            throws Exception {
        Rollout rollout = rollout(IDS, TURNS);
        try (DemoServer server = server(dialect);
                RolloutReference reference = asked(server)) {
            ReferencedRollout answered = ask(reference, rollout);
            Rollout filled = answered.record().rollout();

            assertNull(answered.failure());
            assertArrayEquals(expected(rollout), filled.reference().logprobs());
            for (int i = 0; i < IDS.length; i++) {
                TokenStatus status = rollout.mask()[i] ? TokenStatus.OK : TokenStatus.PADDING;
                assertEquals(status, TokenStatus.of(filled.reference().statuses()[i]));
            }
            assertSame(rollout.sampler(), filled.sampler());
            assertEquals(rollout.identity(), filled.identity());
            assertEquals(17, answered.record().fromSequence());
            assertEquals(rollout.reward(), filled.reward());
        }
    }

    @Test
    void paddingBehindTheLastOwnTokenIsNotSentWhateverItsIds() throws Exception {
        int[] padded = IDS.clone();
        Arrays.fill(padded, PADDED, IDS.length, -100);
        try (DemoServer server = server(Dialect.VLLM);
                RolloutReference reference = asked(server)) {
            ReferencedRollout answered = ask(reference, rollout(padded, TURNS));

            assertArrayEquals(
                    expected(rollout(IDS, TURNS)),
                    answered.record().rollout().reference().logprobs());
        }
    }

    @Test
    void withoutItsPromptARecordHasNoReference() throws Exception {
        try (DemoServer server = server(Dialect.VLLM);
                RolloutReference reference = asked(server)) {
            Rollout rollout = rollout(Arrays.copyOf(IDS, 4), "1110");
            ReferencedRollout answered = ask(reference, rollout);

            assertTrue(answered.failure().contains("lacks the prompt"), answered.failure());
            assertNull(answered.record().rollout().reference());
            assertEquals(0, reference.counters().requests());
        }
    }

    @Test
    void whereNothingIsToBeAskedNobodyIsAsked() throws Exception {
        try (DemoServer server = server(Dialect.VLLM);
                RolloutReference reference = asked(server)) {
            Rollout none = rollout(Arrays.copyOf(IDS, 3), "000");
            Rollout empty = rollout(new int[0], "");
            RolloutRecord has = ask(reference, none).record();
            StepClose close = new StepClose(null, none.identity(), 3, 1, false);

            assertEquals("[8, 8, 8]", statuses(ask(reference, none)));
            assertEquals("[]", statuses(ask(reference, empty)));
            assertSame(has, reference.ask(has).get().record());
            assertSame(
                    close,
                    reference.ask(new RolloutRecord(null, close, 0, -1)).get().record().close());
            assertEquals(0, reference.counters().requests());
        }
    }

    private static String statuses(ReferencedRollout answered) {
        assertNull(answered.failure());
        return Arrays.toString(answered.record().rollout().reference().statuses());
    }

    @Test
    void aServerThatRecoversIsAskedAgain() throws Exception {
        try (DemoServer server = server(Dialect.VLLM)) {
            ServerProfile profile = ServerProbe.probe(settings(server));
            try (DemoServer faulty = faulty("503:1:2");
                    RolloutReference reference = new RolloutReference(settings(faulty), profile)) {
                Rollout rollout = rollout(IDS, TURNS);
                ReferencedRollout answered = ask(reference, rollout);

                assertArrayEquals(
                        expected(rollout), answered.record().rollout().reference().logprobs());
                assertEquals(2, reference.counters().retries());
            }
        }
    }

    private static DemoServer faulty(String rule) throws Exception {
        return DemoServer.start(
                DemoServerOptions.defaults().withFaults(0, FaultRule.parse(rule)),
                Languages.demo());
    }

    /** Status, cut answer, no echo, one token more: all of them say why, and nothing is made up. */
    @ParameterizedTest
    @ValueSource(strings = {"500:1", "reset:1", "short:1", "no-echo:1", "bos:1", "html:1"})
    void aServerThatFailsLeavesNoReference(String rule) throws Exception {
        try (DemoServer server = server(Dialect.VLLM)) {
            ServerProfile profile = ServerProbe.probe(settings(server));
            try (DemoServer faulty = faulty(rule);
                    RolloutReference reference = new RolloutReference(settings(faulty), profile)) {
                Rollout rollout = rollout(IDS, TURNS);
                ReferencedRollout answered = ask(reference, rollout);

                assertSame(rollout, answered.record().rollout());
                assertNull(answered.record().rollout().reference());
                assertTrue(answered.failure().contains("http://127.0.0.1:"), answered.failure());
                assertEquals(1, reference.counters().failures());
            }
        }
    }

    @Test
    void whatCannotBeSentIsSaidAndNotAsked() throws Exception {
        try (DemoServer server = server(Dialect.VLLM);
                RolloutReference reference = asked(server)) {
            int[] hidden = IDS.clone();
            hidden[2] = -100;
            int[] lengthy = new int[64];

            assertEquals(
                    "token_ids[2] is -100: what comes before the policy's own is unknown",
                    ask(reference, rollout(hidden, TURNS)).failure());
            assertEquals(
                    "the prompt has 64 tokens, and the server takes 64 with the 1 that it"
                            + " generates",
                    ask(reference, rollout(lengthy, "0" + "1".repeat(63))).failure());
            assertEquals(0, reference.counters().requests());
            // An id that the server does not have: it says so.
            int[] foreign = IDS.clone();
            foreign[7] = 1 << 20;
            ReferencedRollout refused = ask(reference, rollout(foreign, TURNS));
            assertNull(refused.record().rollout().reference());
            assertTrue(refused.failure().contains("400"), refused.failure());
        }
    }

    @Test
    void aServerOfTextIsRefused() throws Exception {
        try (DemoServer server = server(Dialect.TGI)) {
            ServerSettings settings = settings(server);
            ServerProfile profile = ServerProbe.probe(settings);

            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> new RolloutReference(settings, profile));
            assertTrue(refused.getMessage().contains("tgi"), refused.getMessage());
        }
    }
}
