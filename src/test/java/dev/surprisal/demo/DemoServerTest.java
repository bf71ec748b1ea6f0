package dev.surprisal.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.event.Completion;
import dev.surprisal.event.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** vLLM's shape over real HTTP, decoded by the job's own decoder, against the model itself. */
class DemoServerTest {

    private static final String COMPLETIONS = "v1/completions";
    private static final DemoLanguage LANGUAGE = Languages.demo();
    private static final String TEXT = new StoryTeller(-4).next().prose() + " Straße 日本 \"q\"\\";
    private static final int[] IDS = LANGUAGE.tokenizer.encode(TEXT);

    private static DemoServer server;
    private static HttpCalls http;

    @BeforeAll
    static void start() throws Exception {
        server = DemoServer.start(DemoServerOptions.defaults().withLimits(2048, -1), LANGUAGE);
        http = new HttpCalls(server);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "5", "-1"})
    void promptLogprobsAreTheModelsOwnToTheBit(int k) throws Exception {
        List<Completion> prompts =
                http.prompts(
                        COMPLETIONS,
                        """
                        {"model":"demo","prompt":%s,"max_tokens":1,"prompt_logprobs":%d,\
                        "return_token_ids":true}"""
                                .formatted(Arrays.toString(IDS), k));

        assertEquals(1, prompts.size());
        assertArrayEquals(IDS, prompts.get(0).tokenIds());
        assertArrayEquals(expected(IDS), prompts.get(0).logprobs());
    }

    @Test
    void entriesAreKeyedByIdWithRankAndTextAndTheChosenFirst() throws Exception {
        JsonNode answer = scored(IDS, ",\"prompt_logprobs\":3,\"return_token_ids\":true");
        JsonNode choice = answer.path("choices").path(0);
        NextToken next = LANGUAGE.model.nextToken();

        assertTrue(choice.path("prompt_logprobs").path(0).isNull());
        assertEquals(IDS.length, choice.path("prompt_logprobs").size());
        for (int at = 1; at < IDS.length; at++) {
            JsonNode entries = choice.path("prompt_logprobs").path(at);
            assertEquals(Integer.toString(IDS[at]), entries.fieldNames().next());
            JsonNode chosen = entries.path(Integer.toString(IDS[at]));
            int[] best = new Scorer(LANGUAGE).likeliest(Arrays.copyOf(IDS, at), 3);
            int place = IntStream.of(best).boxed().toList().indexOf(IDS[at]);
            double p = next.after(IDS, at).probability(IDS[at]);
            assertEquals(place >= 0 ? place + 1 : next.rank(p), chosen.path("rank").intValue());
            assertEquals(LANGUAGE.tokenizer.decode(IDS[at]), chosen.path("decoded_token").asText());
            assertEquals(place >= 0 ? 3 : 4, entries.size());
            for (int i = 0; i < 3; i++) {
                assertEquals(i + 1, entries.path("" + best[i]).path("rank").intValue());
            }
        }
        assertEquals(IDS.length, answer.path("usage").path("prompt_tokens").intValue());
        assertEquals(1, answer.path("usage").path("completion_tokens").intValue());
        assertArrayEquals(IDS, ids(choice.path("prompt_token_ids")));
    }

    @Test
    void halvesOfACharacterAreReplacementCharacters() throws Exception {
        int[] ids = LANGUAGE.tokenizer.encode("日");
        JsonNode entries = scored(ids, ",\"prompt_logprobs\":0").at("/choices/0/prompt_logprobs/1");

        assertEquals("\ufffd", entries.elements().next().path("decoded_token").asText());
    }

    @Test
    void echoGivesArraysOfThePromptAloneAndPromptLogprobsToo() throws Exception {
        JsonNode answer =
                http.json(
                        COMPLETIONS,
                        """
                        {"prompt":%s,"echo":true,"max_tokens":0,"logprobs":2}"""
                                .formatted(Arrays.toString(IDS)));
        JsonNode choice = answer.path("choices").path(0);
        JsonNode arrays = choice.path("logprobs");
        double[] expected = expected(IDS);

        assertEquals(TEXT, choice.path("text").asText());
        for (String name : List.of("tokens", "token_logprobs", "top_logprobs", "text_offset")) {
            assertEquals(IDS.length, arrays.path(name).size(), name);
        }
        assertTrue(arrays.at("/token_logprobs/0").isNull());
        assertTrue(arrays.at("/top_logprobs/0").isNull());
        int offset = 0;
        for (int at = 0; at < IDS.length; at++) {
            String token = LANGUAGE.tokenizer.decode(IDS[at]);
            assertEquals(token, arrays.path("tokens").path(at).asText());
            assertEquals(offset, arrays.path("text_offset").path(at).intValue());
            offset += token.codePointCount(0, token.length());
            if (at > 0) {
                assertEquals(expected[at], arrays.path("token_logprobs").path(at).doubleValue());
                assertTrue(arrays.path("top_logprobs").path(at).has(token));
            }
        }
        assertEquals(IDS.length, choice.path("prompt_logprobs").size());
        assertEquals(1, answer.path("usage").path("completion_tokens").intValue());
        Completion decoded = HttpCalls.decode(answer.toString().getBytes("UTF-8")).get(0);
        assertArrayEquals(expected, decoded.logprobs());
    }

    @Test
    void everyFormOfPromptIsTaken() throws Exception {
        String ids = Arrays.toString(IDS);
        String one = ",\"max_tokens\":1,\"prompt_logprobs\":0,\"return_token_ids\":true}";
        String bosOff = ",\"add_special_tokens\":false" + one;
        int[] withBos = LANGUAGE.tokenizer.encode("<|bos|>She ran.");

        assertEquals(1, http.prompts(COMPLETIONS, "{\"prompt\":" + ids + one).size());
        assertEquals(2, http.prompts(COMPLETIONS, "{\"prompt\":[[1,2,3],[4,5]]" + one).size());
        List<Completion> texts =
                http.prompts(COMPLETIONS, "{\"prompt\":[\"She ran.\",\"Nobody came.\"]" + one);
        assertArrayEquals(withBos, texts.get(0).tokenIds());
        assertArrayEquals(expected(withBos), texts.get(0).logprobs());
        Completion plain = http.prompts(COMPLETIONS, "{\"prompt\":\"She ran.\"" + bosOff).get(0);
        assertArrayEquals(LANGUAGE.tokenizer.encode("She ran."), plain.tokenIds());
    }

    @Test
    void greedyAnswersAreTheLikeliestTokensAndEndAtEos() throws Exception {
        int[] prompt = LANGUAGE.tokenizer.encode("<|bos|>The Lantern of Thornby\n");
        String body =
                "{\"prompt\":%s,\"max_tokens\":1500,\"logprobs\":0,\"return_token_ids\":true}"
                        .formatted(Arrays.toString(prompt));
        JsonNode choice = http.json(COMPLETIONS, body).path("choices").path(0);
        int[] generated = ids(choice.path("token_ids"));
        int[] all = Arrays.copyOf(prompt, prompt.length + generated.length);
        System.arraycopy(generated, 0, all, prompt.length, generated.length);
        double[] expected = expected(all);

        for (int at = prompt.length; at < all.length; at++) {
            assertEquals(new Scorer(LANGUAGE).likeliest(Arrays.copyOf(all, at), 1)[0], all[at]);
            assertEquals(
                    expected[at],
                    choice.path("logprobs")
                            .path("token_logprobs")
                            .path(at - prompt.length)
                            .doubleValue());
        }
        boolean ended = all[all.length - 1] == BpeTokenizer.EOS;
        assertEquals(ended ? "stop" : "length", choice.path("finish_reason").asText());
        assertFalse(choice.path("text").asText().contains("<|"));
        assertEquals(
                generated.length,
                http.decode(COMPLETIONS, body, Segment.GENERATED).get(0).tokens());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | does not exist      | {\"model\":\"gpt\",\"prompt\":[1,2]}",
                "400 | cannot be empty     | {\"prompt\":[]}",
                "400 | out of vocabulary   | {\"prompt\":[1536]}",
                "400 | out of vocabulary   | {\"prompt\":[-1]}",
                "400 | out of vocabulary   | {\"prompt\":[99999999999999999999]}",
                "400 | a token id          | {\"prompt\":[1,2.5]}",
                "400 | surrogate           | {\"prompt\":\"\\ud800\"}",
                "400 | is missing          | {}",
                "400 | JSON decode error   | {\"prompt\":",
                "400 | not a JSON object   | []",
                "400 | at least 1          | {\"prompt\":[1,2],\"max_tokens\":0}",
                "400 | expected an integer | {\"prompt\":[1,2],\"max_tokens\":\"many\"}",
                "400 | true or false       | {\"prompt\":[1,2],\"echo\":1}",
                "400 | streams             | {\"prompt\":[1,2],\"stream\":true}",
                "400 | maximum context     | {\"prompt\":[1,2],\"max_tokens\":2047}",
            })
    void whatCannotBeAnsweredIsRefusedInVllmsWords(int status, String part, String body)
            throws Exception {
        var answer = http.post(COMPLETIONS, body);
        JsonNode error = http.json(COMPLETIONS, body).path("error");

        assertEquals(status, answer.statusCode());
        assertTrue(error.path("message").asText().contains(part), error.toString());
        assertEquals(status, error.path("code").intValue());
    }

    @Test
    void moreLogprobsThanAllowedAreRefused() throws Exception {
        try (DemoServer strict = DemoServer.start(DemoServerOptions.defaults(), LANGUAGE)) {
            HttpCalls calls = new HttpCalls(strict);
            for (int k : new int[] {21, -1}) {
                String body = "{\"prompt\":[1,2],\"prompt_logprobs\":" + k + "}";
                assertEquals(400, calls.post(COMPLETIONS, body).statusCode());
            }
            String body = "{\"prompt\":[1,2],\"prompt_logprobs\":20}";
            assertEquals(200, calls.post(COMPLETIONS, body).statusCode());
        }
    }

    @Test
    void factsAreToldAndTokensGoThereAndBack() throws Exception {
        assertEquals(2048, http.get("v1/models").at("/data/0/max_model_len").intValue());
        assertEquals("demo", http.get("v1/models").at("/data/0/id").asText());
        assertEquals("ok", http.get("health").path("status").asText());
        assertTrue(http.get("version").has("version"));
        assertEquals(404, http.get("nothing").at("/error/code").intValue());
        JsonNode tokens =
                http.json("tokenize", "{\"prompt\":\"Aha 日\",\"return_token_strs\":true}");
        int[] ids = ids(tokens.path("tokens"));
        assertArrayEquals(LANGUAGE.tokenizer.encode("<|bos|>Aha 日"), ids);
        assertEquals(ids.length, tokens.path("count").intValue());
        assertEquals(ids.length, tokens.path("token_strs").size());
        String body = "{\"tokens\":" + Arrays.toString(ids) + "}";
        assertEquals("<|bos|>Aha 日", http.json("detokenize", body).path("prompt").asText());
    }

    @Test
    void eightThreadsGetWhatOneGets() throws Exception {
        List<int[]> prompts =
                IntStream.range(0, 64)
                        .mapToObj(i -> Arrays.copyOfRange(IDS, i % 40, IDS.length - i % 13))
                        .toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<JsonNode>> answers =
                    prompts.stream()
                            .map(ids -> threads.submit(() -> scored(ids, ",\"prompt_logprobs\":2")))
                            .toList();
            for (int i = 0; i < prompts.size(); i++) {
                JsonNode alone = scored(prompts.get(i), ",\"prompt_logprobs\":2");
                assertEquals(
                        alone.path("choices").toString(),
                        answers.get(i).get().path("choices").toString());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void otherWeightsServeOtherNumbers() throws Exception {
        try (DemoServer other =
                DemoServer.start(DemoServerOptions.defaults(), Languages.otherWeights())) {
            String body =
                    "{\"prompt\":%s,\"max_tokens\":1,\"prompt_logprobs\":0}"
                            .formatted(Arrays.toString(IDS));
            assertNotEquals(
                    http.json(COMPLETIONS, body).at("/choices/0/prompt_logprobs"),
                    new HttpCalls(other).json(COMPLETIONS, body).at("/choices/0/prompt_logprobs"));
        }
    }

    private static JsonNode scored(int[] ids, String more) throws Exception {
        String body = "{\"prompt\":%s,\"max_tokens\":1%s}".formatted(Arrays.toString(ids), more);
        return http.json(COMPLETIONS, body);
    }

    /** From the model, not the server: NaN first. */
    static double[] expected(int[] ids) {
        NextToken next = LANGUAGE.model.nextToken();
        double[] logprobs = new double[ids.length];
        for (int at = 0; at < ids.length; at++) {
            double p = next.after(ids, at).probability(ids[at]);
            logprobs[at] = at == 0 ? Double.NaN : Double.parseDouble(decimals(StrictMath.log(p)));
        }
        return logprobs;
    }

    private static String decimals(double value) {
        return new java.math.BigDecimal(value)
                .setScale(12, java.math.RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    private static int[] ids(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).intValue()).toArray();
    }
}
