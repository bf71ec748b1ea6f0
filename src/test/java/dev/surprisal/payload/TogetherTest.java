package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Together's variants of OpenAI's shapes, and what else stands in their places. */
class TogetherTest {
    @Test
    void answerBesideItsPromptIsNoEchoThoughItBeginsWithNull() throws Exception {
        List<Completion> completions =
                Goldens.decode(
                        """
                        {"prompt":[{"logprobs":{"token_logprobs":[null,-1]}}],\
                        "choices":[{"logprobs":{"token_logprobs":[null,-2]}}],\
                        "usage":{"prompt_tokens":2,"completion_tokens":1}}""");

        assertEquals(2, completions.size());
        assertEquals(Segment.GENERATED, completions.get(1).identity().segment());
        assertEquals(2, completions.get(1).tokens());
    }

    @Test
    void promptsOfARequestArePassedOver() throws Exception {
        String choices = ",\"choices\":[{\"logprobs\":[-1]}]}";
        for (String prompt :
                List.of(
                        "\"a\"",
                        "[1,2]",
                        "[[1],[2]]",
                        "[{\"role\":\"user\"}]",
                        "[{\"logprobs\":null}]",
                        "null")) {
            assertEquals(1, Answers.only("{\"prompt\":" + prompt + choices).tokens(), prompt);
        }
    }

    @Test
    void idsOfAnotherNumberThanValuesAreNone() throws Exception {
        String answer =
                "{\"choices\":[{\"logprobs\":{\"token_ids\":%s,\"token_logprobs\":[-1,-2]}}]}";

        assertNull(Answers.only(answer.formatted("[1]")).tokenIds());
        assertNull(Answers.only(answer.formatted("[1,null]")).tokenIds());
        assertEquals(2, Answers.only(answer.formatted("[1,2]")).tokenIds().length);
    }

    @Test
    void numbersAndListsInOneAnswerAreRefused() {
        String chunk = "data: {\"id\":\"a\",\"choices\":[{\"logprobs\":-1}]}\n\n";

        MalformedPayloadException fault =
                Answers.fault(
                        chunk + "data: " + Answers.chatChunk("a", "-1", "null") + "\n\n" + chunk);

        assertTrue(fault.reason().contains("both TOGETHER and OPENAI_CHAT"), fault.reason());
    }
}
