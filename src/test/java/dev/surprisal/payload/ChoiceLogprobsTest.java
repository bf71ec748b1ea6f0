package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.SourceFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers that say the same tokens in two shapes. */
class ChoiceLogprobsTest {

    private static final String LIST =
            "\"content\":[{\"token\":\"a\",\"logprob\":-0.5},{\"token\":\"b\",\"logprob\":-1.5}]";

    private static final String ARRAYS =
            "\"tokens\":[\"a\",\"b\"],\"token_logprobs\":[-0.5,-1.5],\"top_logprobs\":[{\"a\":-0.5},{}]";

    private static String answer(String members) {
        return "{\"choices\":[{\"finish_reason\":\"stop\",\"logprobs\":{" + members + "}}]}";
    }

    @Test
    void listsCountWhicheverComesFirst() throws Exception {
        for (String both : List.of(LIST + "," + ARRAYS, ARRAYS + "," + LIST)) {
            Completion only = Answers.only(answer(both));
            assertEquals(SourceFormat.OPENAI_CHAT, only.format());
            assertEquals(2, only.tokens());
        }
    }

    @Test
    void nullsBesideAShapeAreNoShape() throws Exception {
        String arrays = "\"content\":null,\"refusal\":null," + ARRAYS;
        assertEquals(SourceFormat.OPENAI_COMPLETIONS, Answers.only(answer(arrays)).format());
        String list = "\"tokens\":null,\"token_logprobs\":null,\"top_logprobs\":null," + LIST;
        assertEquals(SourceFormat.OPENAI_CHAT, Answers.only(answer(list)).format());
    }

    @Test
    void shapesOfUnlikeLengthsAreRefused() {
        String shorter = "\"token_logprobs\":[-0.5]";
        for (String both : List.of(LIST + "," + shorter, shorter + "," + LIST)) {
            String reason = Answers.fault(answer(both)).reason();
            assertTrue(
                    reason.contains("content has 2 entries, token_logprobs beside it 1"), reason);
        }
    }

    @Test
    void answerOfNoTokensHasNone() throws Exception {
        String none = "\"content\":[],\"tokens\":[],\"token_logprobs\":[],\"top_logprobs\":[]";
        assertEquals(List.of(), Goldens.decode(answer(none)));
    }
}
