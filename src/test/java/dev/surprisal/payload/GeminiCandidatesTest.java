package dev.surprisal.payload;

import static dev.surprisal.event.TokenStatus.NOT_MEASURED;
import static dev.surprisal.event.TokenStatus.NULL;
import static dev.surprisal.event.TokenStatus.OK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proto3 leaves out what is 0, and an array is one stream. */
class GeminiCandidatesTest {

    private static String answer(String chosen) {
        return "{\"candidates\":[{\"logprobsResult\":{\"chosenCandidates\":[" + chosen + "]}}]}";
    }

    @Test
    void logProbabilityLeftOutIsZeroAndNullIsNull() throws Exception {
        Completion answer =
                Answers.only(
                        answer(
                                "{\"token\":\"a\"},{\"token\":\"b\",\"logProbability\":-1},"
                                        + "{\"logProbability\":null},{}"));

        assertEquals(List.of(OK, OK, NULL, NULL), Answers.statuses(answer));
        assertEquals(0.0, answer.logprobs()[0]);
        assertNull(answer.tokenIds());
    }

    @Test
    void valuesThatAreAllLeftOutAreNotMeasured() throws Exception {
        assertEquals(
                List.of(NOT_MEASURED, NOT_MEASURED),
                Answers.statuses(Answers.only(answer("{\"token\":\"a\"},{\"token\":\"b\"}"))));
    }

    @Test
    void chunksWithoutAnIdAreOneAnswerUntilItIsFinished() throws Exception {
        String chunk = answer("{\"logProbability\":-1}");
        String last = chunk.replace("\"logprobsResult\"", "\"finishReason\":\"STOP\",$0");

        assertEquals(2, Answers.only("[" + chunk + "," + chunk + "]").tokens());
        assertFalse(Answers.only("[" + chunk + "," + chunk + "]").extent().finished());
        assertTrue(
                Answers.fault("[" + last.replace("$0", "\"logprobsResult\"") + "," + chunk + "]")
                        .reason()
                        .contains("two answers without an id have index 0"));
    }

    @Test
    void unspecifiedFinishReasonIsNoEnd() throws Exception {
        Completion answer =
                Answers.only(
                        answer("{\"logProbability\":-1}")
                                .replace(
                                        "\"logprobsResult\"",
                                        "\"finishReason\":\"FINISH_REASON_UNSPECIFIED\",\"logprobsResult\""));

        assertFalse(answer.extent().finished());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 1767323045000",
        "2026-01-02T03:04:05.123456789+02:00, 1767315845123",
        "2026-01-02T03:04:05, 0",
        "1960-01-01T00:00:00Z, 0",
        "+999999999-12-31T23:59:59Z, 0",
        "yesterday, 0"
    })
    void timesAreRfc3339(String time, long millis) {
        assertEquals(millis, Rfc3339.millis(time));
    }
}
