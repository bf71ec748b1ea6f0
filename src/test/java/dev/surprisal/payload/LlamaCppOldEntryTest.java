package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TokenStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** llama.cpp's entries before b4365, in which nothing marks the chosen token. */
class LlamaCppOldEntryTest {
    private static String answer(String entries) {
        return "{\"completion_probabilities\":[" + entries + "],\"stop\":true}";
    }

    @Test
    void contentThatNoTextEqualsIsMissing() throws Exception {
        String entry = "{\"content\":\"a\",\"probs\":[%s]}";
        String probs =
                "{\"tok_str\":\"A\",\"prob\":0.5},{\"tok_str\":null,\"prob\":0.5},{\"prob\":0.1}";

        assertEquals(
                List.of(TokenStatus.CHOSEN_MISSING, TokenStatus.CHOSEN_MISSING),
                Answers.statuses(
                        Answers.only(answer(entry.formatted(probs) + "," + entry.formatted("")))));
    }

    @Test
    void entriesOfOtherShapesAreRefused() {
        assertTrue(Answers.fault(answer("{\"content\":\"a\"}")).reason().contains("neither"));
        assertTrue(
                Answers.fault(answer("{\"probs\":[{\"prob\":1}]}")).reason().contains("neither"));
        assertTrue(
                Answers.fault(answer("{\"content\":\"a\",\"probs\":[{}]}"))
                        .reason()
                        .contains("no prob"));
        assertTrue(
                Answers.fault(answer("{\"logprob\":-1},{\"content\":\"a\",\"probs\":[]}"))
                        .reason()
                        .contains("mixes"));
    }

    @Test
    void lastEventThatGoesOnIsAppended() throws Exception {
        String event =
                "data: {\"completion_probabilities\":[{\"content\":\"a\",\"probs\":["
                        + "{\"tok_str\":\"a\",\"prob\":%s}]}],\"stop\":%s}\n\n";
        String transcript = event.formatted("0.5", "false") + event.formatted("0.25", "true");

        assertArrayEquals(
                new double[] {StrictMath.log(0.5), StrictMath.log(0.25)},
                Answers.only(transcript).logprobs());
        assertEquals(SourceFormat.LLAMACPP_OLD, Answers.only(transcript).format());
    }
}
