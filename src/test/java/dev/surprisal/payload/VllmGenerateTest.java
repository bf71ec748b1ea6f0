package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.surprisal.event.Completion;
import dev.surprisal.event.SourceFormat;
import org.junit.jupiter.api.Test;

/** vLLM's endpoint of tokens only, and its Rust front-end's maps of texts. */
class VllmGenerateTest {
    @Test
    void chunkWithoutTokenIdsBelongsToTheSameAnswer() throws Exception {
        String chunk =
                """
                data: {"request_id":"r","choices":[{"index":0,%s"logprobs":{"content":[\
                {"token":"token_id:5","logprob":-1}]}}]}

                """;
        Completion answer =
                Answers.only(chunk.formatted("") + chunk.formatted("\"token_ids\":[5],"));

        assertEquals(SourceFormat.VLLM_GENERATE, answer.format());
        assertArrayEquals(new int[] {5, 5}, answer.tokenIds());
    }

    @Test
    void chatWithTokenIdsAndAnIdStaysChat() throws Exception {
        String chat =
                """
                {"id":"c","request_id":"r","choices":[{"token_ids":[5],"logprobs":{"content":[\
                {"token":"a","logprob":-1}]}}]}""";

        assertEquals(SourceFormat.OPENAI_CHAT, Answers.only(chat).format());
    }

    @Test
    void textsThatLookLikeIdsAreNone() throws Exception {
        Completion prompt =
                Answers.only(
                        """
                        {"prompt_logprobs":[null,{"7":-1.5},{" a":-2.5}],\
                        "prompt_token_ids":[1,70,80]}""");

        assertArrayEquals(new double[] {Double.NaN, -1.5, -2.5}, prompt.logprobs());
        assertArrayEquals(new int[] {1, 70, 80}, prompt.tokenIds());
        assertNull(Answers.only("{\"prompt_logprobs\":[{\"7\":-1.5},{\" a\":-2.5}]}").tokenIds());
    }
}
