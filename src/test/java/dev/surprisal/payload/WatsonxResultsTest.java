package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** watsonx.ai's results, and results of others. */
class WatsonxResultsTest {
    @Test
    void answersWithoutTokensHoldNone() throws Exception {
        assertEquals(List.of(), Goldens.decode("{\"results\":[{\"generated_text\":\"a\"}]}"));
    }

    @Test
    void resultsOfOthersArePassedOver() {
        for (String results : List.of("{}", "[1]", "[{\"score\":1}]", "\"a\"")) {
            String reason = Answers.fault("{\"results\":" + results + "}").reason();
            assertTrue(reason.startsWith("fits no known format"), reason);
        }
    }

    @Test
    void streamGoesOnUntilAReasonToStop() throws Exception {
        String event =
                """
                data: {"model_id":"m","results":[{"generated_text":"a","stop_reason":"%s",\
                "generated_tokens":[{"text":"a","logprob":-1}]}]}

                """;
        String begun = event.formatted("not_finished");

        assertFalse(Answers.only(begun + begun).extent().finished());
        assertEquals(2, Answers.only(begun + event.formatted("eos_token")).tokens());
        assertTrue(Answers.only(begun + event.formatted("eos_token")).extent().finished());
    }
}
