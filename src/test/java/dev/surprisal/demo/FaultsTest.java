package dev.surprisal.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults come when they are asked for, and the log tells what was asked. */
class FaultsTest {

    private static final String BODY =
            "{\"prompt\":[0,80,90,100],\"max_tokens\":1,\"prompt_logprobs\":0,"
                    + "\"logprobs\":0,\"return_token_ids\":true}";

    private static DemoServer server(FaultRule... rules) throws IOException {
        return DemoServer.start(
                DemoServerOptions.defaults().withFaults(0, rules), Languages.demo());
    }

    private static List<Integer> statuses(DemoServer server, int requests) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            statuses.add(new HttpCalls(server).post("v1/completions", BODY).statusCode());
        }
        return statuses;
    }

    private static JsonNode spoilt(String kind) throws Exception {
        try (DemoServer server = server(FaultRule.parse(kind + ":1"))) {
            return new HttpCalls(server).json("v1/completions", BODY);
        }
    }

    @Test
    void everyNthRequestFailsAndSpentRulesDoNot() throws Exception {
        try (DemoServer server = server(FaultRule.parse("429:3"), FaultRule.parse("503:2:1"))) {
            assertEquals(List.of(200, 503, 429, 200, 200, 429, 200, 200, 429), statuses(server, 9));
        }
    }

    @Test
    void statusesCarryWhatClientsGoBy() throws Exception {
        try (DemoServer server = server()) {
            HttpCalls http = new HttpCalls(server);
            for (String kind : List.of("429", "500", "503")) {
                String faults =
                        "{\"retry_after_s\":2,\"faults\":[{\"kind\":\"%s\",\"every\":1}]}"
                                .formatted(kind);
                assertEquals(200, http.post("faults", faults).statusCode());
                HttpResponse<byte[]> answer = http.post("v1/completions", BODY);
                assertEquals(Integer.parseInt(kind), answer.statusCode());
                assertEquals(
                        kind.equals("500") ? null : "2",
                        answer.headers().firstValue("Retry-After").orElse(null));
                assertEquals("ok", http.get("health").path("status").asText());
            }
        }
    }

    @Test
    void faultsChangeAtRuntimeAndCountAnew() throws Exception {
        try (DemoServer server = server(FaultRule.parse("500:2"))) {
            assertEquals(List.of(200, 500, 200), statuses(server, 3));
            HttpCalls http = new HttpCalls(server);
            http.post("faults", "{\"faults\":[{\"kind\":\"429\",\"every\":2,\"times\":1}]}");
            assertEquals(List.of(200, 429, 200, 200), statuses(server, 4));
            http.post("faults", "{}");
            assertEquals(List.of(200, 200), statuses(server, 2));
            String unknown = "{\"faults\":[{\"kind\":\"418\"}]}";
            assertEquals(400, http.post("faults", unknown).statusCode());
        }
    }

    @Test
    void answersLieWhereTheyWereAskedTo() throws Exception {
        assertEquals(3, spoilt("short").at("/choices/0/prompt_logprobs").size());
        assertEquals(4, spoilt("short").at("/choices/0/prompt_token_ids").size());
        assertTrue(spoilt("no-echo").at("/choices/0/prompt_logprobs").isNull());
        assertEquals(1, spoilt("no-echo").at("/choices/0/logprobs/tokens").size());
        JsonNode bos = spoilt("bos");
        assertEquals(5, bos.at("/choices/0/prompt_logprobs").size());
        assertEquals(5, bos.at("/usage/prompt_tokens").intValue());
        assertEquals(0, bos.at("/choices/0/prompt_token_ids/0").intValue());
        assertEquals(0, bos.at("/choices/0/prompt_token_ids/1").intValue());
    }

    @Test
    void echoedArraysLieToo() throws Exception {
        String echo = "{\"prompt\":[0,80,90,100],\"max_tokens\":0,\"echo\":true,\"logprobs\":1}";
        for (String kind : List.of("short", "no-echo")) {
            try (DemoServer server = server(FaultRule.parse(kind + ":1"))) {
                JsonNode arrays =
                        new HttpCalls(server)
                                .json("v1/completions", echo)
                                .at("/choices/0/logprobs");
                assertEquals(kind.equals("short") ? 3 : 1, arrays.path("tokens").size());
                assertEquals(arrays.path("tokens").size(), arrays.path("token_logprobs").size());
            }
        }
    }

    @Test
    void pagesResetsAndHangingAreNoAnswers() throws Exception {
        try (DemoServer server = server(FaultRule.parse("html:1"))) {
            HttpResponse<byte[]> answer = new HttpCalls(server).post("v1/completions", BODY);
            assertEquals(200, answer.statusCode());
            assertEquals("text/html", answer.headers().firstValue("Content-Type").orElse(""));
            assertTrue(new String(answer.body(), StandardCharsets.UTF_8).startsWith("<!DOCTYPE"));
        }
        try (DemoServer server = server(FaultRule.parse("reset:1"))) {
            HttpCalls http = new HttpCalls(server);
            assertThrows(IOException.class, () -> http.post("v1/completions", BODY));
        }
    }

    @Test
    void hangingRequestsEndWithTheServer(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log.jsonl");
        DemoServer server =
                DemoServer.start(
                        DemoServerOptions.defaults()
                                .withFaults(0, FaultRule.parse("hang:1:1"))
                                .withLog(log),
                        Languages.demo());
        HttpCalls http = new HttpCalls(server);
        CompletableFuture<Integer> hanging =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return http.post("v1/completions", BODY).statusCode();
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        while (Files.size(log) == 0) {
            Thread.onSpinWait(); // the log has it before it hangs
        }
        assertFalse(hanging.isDone());
        assertEquals(200, http.post("v1/completions", BODY).statusCode());
        server.close();
        assertThrows(ExecutionException.class, hanging::get);
    }

    @Test
    void logTellsEveryPromptBeforeItsAnswerAndGoesOnAfterARestart(@TempDir Path folder)
            throws Exception {
        Path log = folder.resolve("log.jsonl");
        DemoServerOptions options =
                DemoServerOptions.defaults().withFaults(0, FaultRule.parse("reset:3")).withLog(log);
        try (DemoServer server = DemoServer.start(options, Languages.demo())) {
            HttpCalls http = new HttpCalls(server);
            http.post("v1/completions", BODY);
            http.post("v1/completions", "{\"prompt\":[[5,6],[7]],\"max_tokens\":1}");
            assertEquals(3, lines(log).size());
            assertThrows(IOException.class, () -> http.post("v1/completions", BODY));
            http.post("v1/completions", "{\"prompt\":\"unfinished");
            http.get("health");
        }
        try (DemoServer server = DemoServer.start(options, Languages.demo())) {
            new HttpCalls(server).post("v1/completions", BODY);
        }
        List<JsonNode> lines = lines(log);

        assertEquals(
                List.of(200, 200, 200, 0, 400, 200),
                lines.stream().map(line -> line.path("status").intValue()).toList());
        String first = DemoServer.promptHash(0, 80, 90, 100);
        assertEquals(first, lines.get(0).path("prompt").asText());
        assertEquals(DemoServer.promptHash(7), lines.get(2).path("prompt").asText());
        assertEquals(1, lines.get(2).path("index").intValue());
        assertEquals(first, lines.get(3).path("prompt").asText());
        assertTrue(lines.get(4).path("prompt").isNull());
        assertEquals(first, lines.get(5).path("prompt").asText());
        assertEquals(4, lines.get(5).path("tokens").intValue());
    }

    @Test
    void promptHashIsFnv1a() {
        // Of no bytes, and of four: http://www.isthe.com/chongo/tech/comp/fnv/ gives the offset
        // basis.
        assertEquals("cbf29ce484222325", DemoServer.promptHash());
        assertEquals("fc17bb83ee075471", DemoServer.promptHash('a' | 'b' << 8 | 'c' << 16));
    }

    @Test
    void rulesThatCannotBeReadAreRefused() {
        for (String rule : List.of("429", "429:0", "429:1:0", "429:x", "teapot:1", "429:1:1:1")) {
            assertThrows(IllegalArgumentException.class, () -> FaultRule.parse(rule), rule);
        }
        assertNull(new Faults(0, List.of()).next());
    }

    private static List<JsonNode> lines(Path log) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            lines.add(mapper.readTree(line));
        }
        return lines;
    }
}
