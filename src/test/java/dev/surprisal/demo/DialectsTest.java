package dev.surprisal.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.event.Completion;
import dev.surprisal.event.Segment;
import dev.surprisal.event.SourceFormat;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each other server's shape, decoded by the job's own decoder. */
class DialectsTest {

    private static final DemoLanguage LANGUAGE = Languages.demo();
    private static final int[] IDS =
            LANGUAGE.tokenizer.encode("<|bos|>" + new StoryTeller(-5).next().prose() + "日 \"");
    private static final String PROMPT = Arrays.toString(IDS);

    /** What to do with a server. */
    private interface Calls {
        void with(HttpCalls http) throws Exception;
    }

    private static void serve(Dialect dialect, Calls calls) throws Exception {
        try (DemoServer server =
                DemoServer.start(DemoServerOptions.defaults().withDialect(dialect), LANGUAGE)) {
            calls.with(new HttpCalls(server));
        }
    }

    private static void assertScored(int[] ids, int from, Completion completion) {
        double[] expected = DemoServerTest.expected(ids);
        expected[from] = Double.NaN;
        assertArrayEquals(Arrays.copyOfRange(expected, from, ids.length), completion.logprobs());
    }

    @Test
    void echoOnlyKnowsNoPromptLogprobs() throws Exception {
        serve(
                Dialect.ECHO_ONLY,
                http -> {
                    String body =
                            "{\"prompt\":%s,\"echo\":true,\"max_tokens\":%d,\"logprobs\":%d,"
                                    + "\"prompt_logprobs\":0}";
                    JsonNode answer = http.json("v1/completions", body.formatted(PROMPT, 0, 0));
                    assertFalse(answer.at("/choices/0").has("prompt_logprobs"));
                    assertTrue(answer.at("/choices/0/logprobs/top_logprobs").isNull());
                    assertEquals(0, answer.at("/usage/completion_tokens").intValue());
                    List<Completion> prompts =
                            http.prompts("v1/completions", body.formatted(PROMPT, 0, 1));
                    assertEquals(SourceFormat.OPENAI_COMPLETIONS, prompts.get(0).format());
                    assertScored(IDS, 0, prompts.get(0));
                    assertScored(
                            IDS,
                            0,
                            http.prompts("v1/completions", body.formatted(PROMPT, 1, 1)).get(0));
                });
    }

    @Test
    void sglangScoresFromAStartWhoseEntryIsNull() throws Exception {
        serve(
                Dialect.SGLANG,
                http -> {
                    String body =
                            "{\"input_ids\":%s,\"return_logprob\":true,\"logprob_start_len\":%d,"
                                    + "\"top_logprobs_num\":%d,\"return_text_in_logprobs\":true,"
                                    + "\"sampling_params\":{\"max_new_tokens\":%d}}";
                    for (int start : new int[] {0, 1, 17}) {
                        Completion prompt =
                                http.prompts("generate", body.formatted(PROMPT, start, 2, 1))
                                        .get(0);
                        assertEquals(SourceFormat.SGLANG, prompt.format());
                        assertScored(IDS, start, prompt);
                    }
                    assertScored(
                            IDS,
                            0,
                            http.prompts("generate", body.formatted(PROMPT, 0, 0, 0)).get(0));
                    String several = "[" + PROMPT + ",[0,80,90]]";
                    List<Completion> two =
                            http.prompts("generate", body.formatted(several, 0, 0, 1));
                    assertScored(new int[] {0, 80, 90}, 0, two.get(1));
                    JsonNode unasked =
                            http.json("generate", body.formatted(PROMPT, -1, 0, 1))
                                    .at("/meta_info/input_token_logprobs");
                    assertEquals(1, unasked.size());
                    assertTrue(http.get("get_model_info").path("is_generation").asBoolean());
                });
    }

    @Test
    void tgiScoresTextAsPrefill() throws Exception {
        String text = "Straße \"quoted\" text.";
        int[] ids = LANGUAGE.tokenizer.encode("<|bos|>" + text);
        serve(
                Dialect.TGI,
                http -> {
                    String body =
                            "{\"inputs\":\"%s\",\"parameters\":{\"max_new_tokens\":3,"
                                    + "\"decoder_input_details\":%s,\"details\":true,"
                                    + "\"top_n_tokens\":2}}";
                    String quoted = text.replace("\"", "\\\"");
                    Completion prompt =
                            http.prompts("generate", body.formatted(quoted, true)).get(0);
                    assertEquals(SourceFormat.TGI, prompt.format());
                    assertScored(ids, 0, prompt);
                    assertEquals(
                            3,
                            http.decode("generate", body.formatted(quoted, true), Segment.GENERATED)
                                    .get(0)
                                    .tokens());
                    assertEquals(0, http.prompts("generate", body.formatted(quoted, false)).size());
                    assertEquals(422, http.post("generate", "{}").statusCode());
                    assertTrue(http.get("info").has("model_id"));
                });
    }

    @Test
    void llamaCppScoresOneForcedTokenARequest() throws Exception {
        double[] expected = DemoServerTest.expected(IDS);
        serve(
                Dialect.LLAMA_CPP,
                http -> {
                    for (int at : new int[] {1, 2, 9, IDS.length - 2}) {
                        String body =
                                "{\"prompt\":%s,\"n_predict\":1,\"n_probs\":2,\"logit_bias\":%s}";
                        String prefix = Arrays.toString(Arrays.copyOf(IDS, at));
                        for (String bias : List.of("[[%d,1000.0]]", "{\"%d\":1000}")) {
                            Completion forced =
                                    http.decode(
                                                    "completion",
                                                    body.formatted(prefix, bias.formatted(IDS[at])),
                                                    Segment.GENERATED)
                                            .get(0);
                            assertEquals(SourceFormat.LLAMACPP, forced.format());
                            assertArrayEquals(new int[] {IDS[at]}, forced.tokenIds());
                            assertArrayEquals(new double[] {expected[at]}, forced.logprobs());
                        }
                        int likeliest =
                                new Scorer(LANGUAGE).likeliest(Arrays.copyOf(IDS, at), 1)[0];
                        String never = "[[%d,false]]".formatted(likeliest);
                        JsonNode other = http.json("completion", body.formatted(prefix, never));
                        JsonNode entry = other.at("/completion_probabilities/0");
                        assertTrue(entry.path("id").intValue() != likeliest);
                        assertEquals(likeliest, entry.at("/top_logprobs/0/id").intValue());
                    }
                    JsonNode ids = http.json("tokenize", "{\"content\":\"Aha.\"}").path("tokens");
                    assertEquals(LANGUAGE.tokenizer.encode("Aha.").length, ids.size());
                    String outside = "{\"prompt\":[1],\"logit_bias\":[[1536,1]]}";
                    assertEquals(400, http.post("completion", outside).statusCode());
                });
    }

    @Test
    void vllmGenerateSpeaksTokensOnly() throws Exception {
        serve(
                Dialect.VLLM_GENERATE,
                http -> {
                    String body =
                            "{\"token_ids\":%s,\"request_id\":\"r7\",\"sampling_params\":"
                                    + "{\"prompt_logprobs\":%d,\"logprobs\":1,\"max_tokens\":2}}";
                    for (int k : new int[] {0, 3}) {
                        List<Completion> all =
                                HttpCalls.decode(
                                        http.post(
                                                        "inference/v1/generate",
                                                        body.formatted(PROMPT, k))
                                                .body());
                        Completion prompt = all.get(0);
                        assertEquals(Segment.PROMPT, prompt.identity().segment());
                        assertEquals("r7", prompt.identity().requestId());
                        if (k == 0) {
                            assertScored(IDS, 0, prompt);
                        }
                        assertEquals(2, all.get(1).tokens());
                    }
                    String text = "{\"token_ids\":\"text\"}";
                    assertEquals(400, http.post("inference/v1/generate", text).statusCode());
                });
    }

    @Test
    void dialectsAreKnownByTheirLabels() {
        for (Dialect dialect : Dialect.values()) {
            assertEquals(dialect, Dialect.of(dialect.label()));
        }
        assertThrows(IllegalArgumentException.class, () -> Dialect.of("vlm"));
    }
}
