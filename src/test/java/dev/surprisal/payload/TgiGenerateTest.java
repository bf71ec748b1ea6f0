package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.SourceFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TGI's own endpoint: what it leaves out, and what its clones do with its shape. */
class TgiGenerateTest {
    private static final String TOKENS = "\"tokens\":[{\"id\":5,\"text\":\"a\",\"logprob\":-1}]";

    @Test
    void answersWithoutDetailsHoldNoTokens() throws Exception {
        assertEquals(List.of(), Goldens.decode("{\"generated_text\":\"a\"}"));
        assertEquals(List.of(), Goldens.decode("{\"generated_text\":\"a\",\"details\":null}"));
    }

    @Test
    void detailsOfSomethingElseAreNoAnswer() {
        assertTrue(
                Answers.fault("{\"details\":{\"finish_reason\":\"x\"},\"detail\":1}")
                        .reason()
                        .startsWith("fits no known format"));
    }

    @Test
    void streamThatBreaksOffIsUnfinishedAndItsIndexIsNoChoice() throws Exception {
        Completion answer =
                Answers.only(
                        """
                        data:{"index":4,"token":{"id":5,"text":"a","logprob":-1,"special":false}}

                        data:{"index":5,"token":{"id":6,"text":"b","logprob":-2,"special":false}}

                        data:{"error":"made up","error_type":"generation"}
                        """);

        assertArrayEquals(new double[] {-1, -2}, answer.logprobs());
        assertEquals(0, answer.identity().choice());
        assertFalse(answer.extent().finished());
    }

    @Test
    void tokensThatStandTwiceAreRefused() {
        MalformedPayloadException fault =
                Answers.fault("{\"token\":{\"id\":5,\"logprob\":-1},\"details\":{" + TOKENS + "}}");

        assertTrue(fault.reason().contains("twice"), fault.reason());
        assertEquals(SourceFormat.TGI, fault.format());
    }

    @Test
    void togethersTokenBesideItsChoiceCountsOnce() throws Exception {
        String token = ",\"token\":{\"id\":5,\"text\":\"a\",\"logprob\":-1,\"special\":false}}";
        String choice = "{\"id\":\"t\",\"choices\":[{\"index\":0%s}]" + token;
        String logprobs = ",\"logprobs\":{\"tokens\":[\"a\"],\"token_logprobs\":[-1]}";

        assertEquals(1, Answers.only(choice.formatted(logprobs)).tokens());
        assertEquals(1, Answers.only(choice.formatted("")).tokens());
    }

    @Test
    void severalBodiesInAnArrayAreNumberedAndShareAPrompt() throws Exception {
        String body =
                "{\"details\":{\"prefill\":[{\"id\":1,\"logprob\":null},{\"id\":2,\"logprob\":-3}],"
                        + TOKENS
                        + "}}";

        assertEquals(
                List.of("document#prompt", "document#0", "document#1"),
                Answers.documentIds("[" + body + "," + body + "]"));
    }
}
