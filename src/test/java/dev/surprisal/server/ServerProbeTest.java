package dev.surprisal.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.server.LoopbackServer.Handler;
import dev.surprisal.server.LoopbackServer.Response;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A server that lies, or cannot, is refused with the reason; an honest one is described. */
class ServerProbeTest {

    private static RefusedServerException refused(ServerSettings settings) {
        return assertThrows(
                RefusedServerException.class,
                () -> {
                    ServerProfile profile = ServerProbe.probe(settings);
                    throw new AssertionError(profile.summary());
                });
    }

    /** The reason given for one dialect by a server that has one handler. */
    private static String reason(ServerDialect dialect, Handler handler) throws IOException {
        try (LoopbackServer server = new LoopbackServer().on(dialect.path(), handler)) {
            RefusedServerException e = refused(Settings.with(Settings.OPEN, server.uri()));
            List<String> reasons =
                    e.refusals().stream()
                            .filter(refusal -> refusal.dialect() == dialect)
                            .map(RefusedServerException.Refusal::reason)
                            .toList();
            assertEquals(1, reasons.size(), e.getMessage());
            assertTrue(e.getMessage().contains(dialect.label() + ": " + reasons.get(0)));
            return reasons.get(0);
        }
    }

    private static void assertSays(String expected, String reason) {
        assertTrue(reason.contains(expected), reason);
    }

    private static Response echo(LoopbackServer.Request request, int generated, int... ids) {
        return request.body().has("echo")
                ? Response.ok(SpokenDialect.echo(ids, ids.length, generated))
                : Response.of(400, "{\"message\":\"no\"}");
    }

    @Test
    void anEchoThatIsIgnoredIsRefusedAndIsNoPerplexityOfOne() throws IOException {
        String generatedOnly =
                "{\"id\":\"c\",\"object\":\"text_completion\",\"choices\":[{\"index\":0,\"text\":\"x\","
                        + "\"logprobs\":{\"tokens\":[\"x\"],\"token_logprobs\":[-0.125]},"
                        + "\"finish_reason\":\"length\"}],"
                        + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":1}}";
        assertSays(
                "no log-probs of the prompt (1 generated tokens): echo is ignored",
                reason(ServerDialect.OPENAI_ECHO, request -> Response.ok(generatedOnly)));
    }

    @Test
    void aServerThatDropsATokenIsRefused() throws IOException {
        String reason =
                reason(
                        ServerDialect.OPENAI_ECHO,
                        request -> {
                            int[] ids = SpokenDialect.sentIds(request.body());
                            return echo(request, 1, Arrays.copyOf(ids, ids.length - 1));
                        });
        assertSays("7 tokens were sent, 6 came back: the server changes the prompt", reason);
    }

    @Test
    void aServerThatAddsBosIsRefusedForIds() throws IOException {
        String reason =
                reason(
                        ServerDialect.VLLM_PROMPT_LOGPROBS,
                        request -> Response.ok(SpokenDialect.vllm(withBos(request), 0, false)));
        assertSays("7 tokens were sent, 8 came back: the server puts a token (BOS?)", reason);
    }

    private static int[] withBos(LoopbackServer.Request request) {
        int[] ids = SpokenDialect.sentIds(request.body());
        return IntStream.concat(IntStream.of(1), IntStream.of(ids)).toArray();
    }

    @Test
    void aServerThatAnswersEverythingAlikeIsRefused() throws IOException {
        int[] first = {60, 61, 62, 63, 64, 65, 66};
        assertSays(
                "3 tokens were sent, 7 came back",
                reason(
                        ServerDialect.VLLM_PROMPT_LOGPROBS,
                        request -> Response.ok(SpokenDialect.vllm(first, 0, false))));
    }

    @Test
    void aServerOfTextsThatAnswersEverythingAlikeIsRefused() throws IOException {
        assertSays(
                "two prompts of different lengths are 3 tokens each",
                reason(
                        ServerDialect.OPENAI_ECHO,
                        request ->
                                request.body().path("prompt").isTextual()
                                        ? echo(request, 1, 5, 6, 7)
                                        : Response.of(400, "{}")));
    }

    @Test
    void aServerThatChangesAnIdIsRefusedWithTheFirstDifference() throws IOException {
        String reason =
                reason(
                        ServerDialect.VLLM_PROMPT_LOGPROBS,
                        request -> {
                            int[] ids = SpokenDialect.sentIds(request.body());
                            ids[2] = 9;
                            return Response.ok(SpokenDialect.vllm(ids, 0, true));
                        });
        assertSays("token 2 was sent as 62 and came back as 9", reason);
    }

    /** Its answer names its tokens only by the lists' keys. */
    @Test
    void tokensThatWereNotSentHaveNoValues() throws IOException {
        String reason =
                reason(
                        ServerDialect.VLLM_GENERATE,
                        request ->
                                Response.ok(
                                        SpokenDialect.generate(
                                                new int[] {60, 61, 62, 9, 64, 65, 66}, 0)));
        assertSays("position 3 has no log-prob but CHOSEN_MISSING", reason);
    }

    @Test
    void valuesShiftedByOneAreRefused() throws IOException {
        String shifted =
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"finish_reason\":\"length\",\"prompt_logprobs\":["
                        + "{\"60\":{\"logprob\":-1.5,\"rank\":1}}"
                        + ",{\"61\":{\"logprob\":-1.5,\"rank\":1}}".repeat(6)
                        + "]}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":1}}";
        assertSays(
                "the first entry is a value where nothing comes before it",
                reason(ServerDialect.VLLM_PROMPT_LOGPROBS, request -> Response.ok(shifted)));
    }

    @Test
    void placeholdersAreRefused() throws IOException {
        String zeros =
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"finish_reason\":\"length\",\"prompt_logprobs\":[null"
                        + IntStream.range(61, 67)
                                .mapToObj(id -> ",{\"" + id + "\":{\"logprob\":0.0,\"rank\":1}}")
                                .reduce("", String::concat)
                        + "]}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":1}}";
        assertSays(
                "position 1 has no log-prob but NOT_MEASURED",
                reason(ServerDialect.VLLM_PROMPT_LOGPROBS, request -> Response.ok(zeros)));
    }

    @Test
    void aServerWithoutLogprobsIsRefused() throws IOException {
        String none =
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"text\":\"x\",\"logprobs\":null,"
                        + "\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":7}}";
        assertSays(
                "prompt_logprobs is ignored",
                reason(ServerDialect.VLLM_PROMPT_LOGPROBS, request -> Response.ok(none)));
        assertSays(
                "--enable-prefill-logprobs",
                reason(ServerDialect.TGI, request -> Response.ok(SpokenDialect.tgi(new int[0]))));
    }

    @Test
    void aBiasThatIsIgnoredIsRefused() throws IOException {
        String other =
                "{\"content\":\"x\",\"completion_probabilities\":[{\"id\":5,\"token\":\"x\",\"logprob\":-0.5}]}";
        assertSays(
                "token 61 was forced and 5 came: logit_bias is ignored",
                reason(ServerDialect.LLAMA_CPP_FORCED, request -> Response.ok(other)));
    }

    @Test
    void aWebPageIsCalledOne() throws IOException {
        String reason = reason(ServerDialect.OPENAI_ECHO, request -> Response.html(200));
        assertSays("HTTP 200 with a web page, not JSON", reason);
        assertFalse(reason.contains("doctype"));
    }

    @Test
    void aServerWithoutTheRouteSaysSo() throws IOException {
        try (LoopbackServer server = new LoopbackServer()) {
            RefusedServerException e = refused(Settings.with(Settings.OPEN, server.uri()));
            assertEquals(ServerDialect.values().length, e.refusals().size());
            for (RefusedServerException.Refusal refusal : e.refusals()) {
                assertEquals("HTTP 404, \"Not Found\"", refusal.reason());
            }
        }
    }

    @Test
    void aServerThatIsDownIsUnreachableAndNothingElseIsTried() throws IOException {
        URI down;
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(LoopbackServer.loopback());
            down = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        RefusedServerException e = refused(Settings.with(Settings.OPEN, down));
        assertEquals(1, e.refusals().size());
        assertNull(e.refusals().get(0).dialect());
        assertEquals("unreachable: connection refused", e.refusals().get(0).reason());
    }

    @Test
    void aMissingKeyNamesTheVariable() throws IOException {
        try (LoopbackServer server =
                new LoopbackServer().on("/v1/models", request -> Response.of(401, ""))) {
            ServerAccess access = new ServerAccess("SURPRISAL_NO_SUCH_KEY", Map.of(), null);
            String message = refused(Settings.with(access, server.uri())).getMessage();
            assertSays(
                    "401: it wants a key: set the environment variable SURPRISAL_NO_SUCH_KEY",
                    message);
        }
    }

    /** PATH stands in for a key, and the server repeats what it was sent. */
    @Test
    void aKeyIsInNoMessageEvenIfTheServerRepeatsIt() throws IOException {
        String key = System.getenv("PATH").strip();
        Handler repeats =
                request ->
                        Response.of(
                                401,
                                "{\"error\":{\"message\":\"bad key "
                                        + request.headers().get("Authorization").get(0)
                                        + "\"}}");
        try (LoopbackServer server = new LoopbackServer().on("/v1/models", repeats)) {
            ServerAccess access = new ServerAccess("PATH", Map.of(), null);
            String message = refused(Settings.with(access, server.uri())).getMessage();
            assertFalse(message.contains(key), "the key is in the message");
            assertSays("it does not accept the key in the environment variable PATH", message);
            assertSays("\"bad key Bearer ***\"", message);
        }
    }

    @Test
    void aServerThatIsLoadingIsWaitedFor() throws Exception {
        try (LoopbackServer server = new LoopbackServer()) {
            server.on(
                    "/v1/completions",
                    request ->
                            request.number() < 3
                                    ? Response.of(503, "{\"message\":\"loading\"}")
                                    : SpokenDialect.answer(
                                            ServerDialect.VLLM_PROMPT_LOGPROBS, request));
            ServerProfile profile = ServerProbe.probe(Settings.with(Settings.OPEN, server.uri()));
            assertEquals(ServerDialect.VLLM_PROMPT_LOGPROBS, profile.dialect());
            assertNull(profile.model());
        }
    }

    @Test
    void textIsSentWhereIdsAreRefusedAndAnAddedTokenIsSeen() throws Exception {
        Handler textOnly =
                request -> {
                    if (!request.body().has("echo") || request.body().get("prompt").isArray()) {
                        return Response.of(400, "{\"message\":\"prompt must be a string\"}");
                    }
                    return Response.ok(spelled(request.body().get("prompt").asText(), true));
                };
        try (LoopbackServer server = new LoopbackServer().on("/v1/completions", textOnly)) {
            ServerProfile profile = ServerProbe.probe(Settings.with(Settings.OPEN, server.uri()));
            assertEquals(ServerDialect.OPENAI_ECHO, profile.dialect());
            assertFalse(profile.tokenIds());
            assertTrue(profile.bosAdded());
            assertSays("the server adds a token in front", profile.summary());
        }
    }

    private static String spelled(String text, boolean bos) {
        List<String> words = SpokenDialect.words(text);
        StringBuilder tokens = new StringBuilder(bos ? "\"<s>\"" : "");
        StringBuilder values = new StringBuilder(bos ? "null" : "");
        for (String word : words) {
            tokens.append(tokens.length() > 0 ? "," : "").append('"').append(word).append('"');
            values.append(values.length() > 0 ? ",-2.5" : "null");
        }
        return "{\"id\":\"c\",\"choices\":[{\"index\":0,\"text\":\"\",\"logprobs\":{\"tokens\":[%s,\"!\"],\"token_logprobs\":[%s,-1]},\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":1}}"
                .formatted(tokens, values, words.size() + (bos ? 1 : 0));
    }

    @Test
    void aTextWithoutAnAddedTokenIsSeenToo() throws Exception {
        Handler textOnly =
                request ->
                        request.body().has("echo") && request.body().get("prompt").isTextual()
                                ? Response.ok(spelled(request.body().get("prompt").asText(), false))
                                : Response.of(400, "{}");
        try (LoopbackServer server = new LoopbackServer().on("/v1/completions", textOnly)) {
            ServerProfile profile = ServerProbe.probe(Settings.with(Settings.OPEN, server.uri()));
            assertFalse(profile.tokenIds());
            assertFalse(profile.bosAdded());
        }
    }

    @Test
    void noTokenIsGeneratedWhereOneIsRefused() throws Exception {
        Handler promptOnly =
                request ->
                        request.body().has("echo") && request.body().get("max_tokens").asInt() == 0
                                ? SpokenDialect.answer(ServerDialect.OPENAI_ECHO, request)
                                : Response.of(422, "{}");
        try (LoopbackServer server = new LoopbackServer().on("/v1/completions", promptOnly)) {
            ServerProfile profile = ServerProbe.probe(Settings.with(Settings.OPEN, server.uri()));
            assertEquals(0, profile.maxTokens());
            assertTrue(profile.tokenIds());
        }
    }

    @Test
    void serversThatDifferAreRefused() throws IOException {
        try (LoopbackServer vllm =
                        SpokenDialect.serve(
                                ServerDialect.VLLM_PROMPT_LOGPROBS, new LoopbackServer());
                LoopbackServer echo =
                        SpokenDialect.serve(ServerDialect.OPENAI_ECHO, new LoopbackServer())) {
            String message =
                    refused(Settings.with(Settings.OPEN, vllm.uri(), echo.uri())).getMessage();
            assertSays("vllm-prompt-logprobs, model toy", message);
            assertSays(echo.uri() + ": differs: openai-echo, model toy", message);
        }
    }

    @Test
    void ofSeveralModelsOneMustBeNamed() throws IOException {
        Handler two = request -> Response.ok("{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");
        try (LoopbackServer server = new LoopbackServer().on("/v1/models", two)) {
            assertSays(
                    "serves 2 models, say which: a, b",
                    refused(Settings.with(Settings.OPEN, server.uri())).getMessage());
        }
    }

    @Test
    void aTokenizerOtherThanTheServersIsRefused() throws IOException {
        try (LoopbackServer server = SpokenDialect.serve(ServerDialect.TGI, new LoopbackServer())) {
            List<ScoringPrompt> samples =
                    List.of(
                            new ScoringPrompt(new int[] {1003, 1004, 7}, "one two three", 1, 0),
                            new ScoringPrompt(new int[] {1003, 1004}, "one two", 1, 0));
            RefusedServerException e =
                    assertThrows(
                            RefusedServerException.class,
                            () ->
                                    ServerProbe.probe(
                                            Settings.with(Settings.OPEN, server.uri()), samples));
            assertSays("token 2 was sent as 7 and came back as 1006", e.getMessage());
        }
    }

    @Test
    void aBaseUrlMayEndInTheVersion() {
        ServerSettings settings = ServerSettings.of(URI.create("http://localhost:8000/v1/"));
        assertEquals(List.of(URI.create("http://localhost:8000")), settings.baseUrls());
        assertThrows(
                IllegalArgumentException.class,
                () -> ServerSettings.of(URI.create("localhost:8000")));
        IllegalArgumentException withKey =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> ServerSettings.of(URI.create("http://me:secret@localhost:8000")));
        assertFalse(withKey.getMessage().contains("secret"));
    }
}
