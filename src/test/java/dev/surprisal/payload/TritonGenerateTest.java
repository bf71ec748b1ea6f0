package dev.surprisal.payload;

import static dev.surprisal.event.TokenStatus.NOT_MEASURED;
import static dev.surprisal.event.TokenStatus.OK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Placeholders are no certainty, and a stream may repeat itself. */
class TritonGenerateTest {

    private static String stream(String... values) {
        StringBuilder events = new StringBuilder();
        for (String value : values) {
            events.append("data: {\"output_log_probs\":").append(value).append("}\n\n");
        }
        return events.toString();
    }

    @Test
    void zerosOfAWholeStreamAreNotMeasuredAndOneAmongOthersIsAValue() throws Exception {
        assertEquals(
                List.of(NOT_MEASURED, NOT_MEASURED),
                Answers.statuses(Answers.only(stream("0.0", "0.0"))));
        assertEquals(
                List.of(OK, OK, OK), Answers.statuses(Answers.only(stream("0.0", "0.0", "-1"))));
    }

    @Test
    void chunksThatRepeatWhatCameBeforeCountOnce() throws Exception {
        assertArrayEquals(
                new double[] {-1, -2, -3},
                Answers.only(stream("[-1]", "[-1,-2]", "[-1,-2,-3]", "[-1,-2,-3]")).logprobs());
    }

    @Test
    void equalValuesInTurnAreTokensOfTheirOwn() throws Exception {
        assertArrayEquals(
                new double[] {-1, -1, -1}, Answers.only(stream("-1", "-1", "[-1]")).logprobs());
    }

    @Test
    void numbersBesideBeamsAreRefused() {
        assertTrue(
                Answers.fault("{\"output_log_probs\":[-1,[-2]]}")
                        .reason()
                        .contains("mixes numbers and arrays"));
    }

    @Test
    void answerWithoutLogProbsHoldsNoTokens() throws Exception {
        assertEquals(List.of(), Goldens.decode("{\"model_name\":\"m\",\"text_output\":\"a\"}"));
    }
}
