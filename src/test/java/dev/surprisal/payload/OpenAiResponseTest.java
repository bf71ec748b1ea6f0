package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Responses API says everything four times; it counts once. */
class OpenAiResponseTest {
    private static final String CREATED =
            "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":"
                    + "{\"id\":\"resp_1\",\"object\":\"response\",\"model\":\"m\",\"output\":[]}}";

    private static String delta(int sequence, double logprob) {
        return """
        {"type":"response.output_text.delta","sequence_number":%d,\
        "logprobs":[{"token":"a","logprob":%s}]}"""
                .formatted(sequence, logprob);
    }

    private static String completed(String id, double logprob) {
        return """
        {"type":"response.completed","response":{"id":"%s","status":"completed","output":[\
        {"type":"message","content":[{"logprobs":[{"token":"a","logprob":%s}]}]}]}}"""
                .formatted(id, logprob);
    }

    private static String stream(String... events) {
        return "data: " + String.join("\n\ndata: ", events) + "\n\n";
    }

    @Test
    void deltaThatCameBeforeCountsOnceUnlessNothingIsNumbered() throws Exception {
        assertArrayEquals(
                new double[] {-1, -2},
                Answers.only(
                                stream(
                                        CREATED,
                                        delta(4, -1),
                                        delta(5, -2),
                                        delta(4, -1),
                                        delta(5, -2)))
                        .logprobs());
        assertEquals(3, Answers.only(stream(delta(0, -1), delta(0, -1), delta(0, -1))).tokens());
    }

    @Test
    void lastEventReplacesTheDeltas() throws Exception {
        Completion answer =
                Answers.only(stream(CREATED, delta(1, -1), delta(2, -2), completed("resp_1", -3)));

        assertArrayEquals(new double[] {-3}, answer.logprobs());
        assertTrue(answer.extent().finished());
    }

    @Test
    void streamWithoutItsFirstEventsIsOneAnswer() throws Exception {
        String end = completed("resp_1", -3);
        Completion answer = Answers.only(stream(delta(1, -1), CREATED, delta(2, -2), end, end));

        assertArrayEquals(new double[] {-3}, answer.logprobs());
        assertEquals("resp_1#0", answer.identity().documentId());
    }

    @Test
    void nextAnswerInOneTranscriptIsItsOwn() throws Exception {
        assertEquals(
                List.of("resp_1#0", "resp_2#0"),
                Answers.documentIds(
                        stream(
                                CREATED,
                                delta(1, -1),
                                completed("resp_1", -1),
                                completed("resp_2", -2))));
    }

    @Test
    void deltaByItselfBelongsToNothing() throws Exception {
        assertEquals(List.of(), Goldens.decode(delta(1, -1)));
    }

    @Test
    void errorEventKeepsWhatArrived() throws Exception {
        String error = "{\"type\":\"error\",\"code\":\"x\",\"message\":\"made up\"}";
        Completion answer = Answers.only(stream(CREATED, delta(1, -1), error));

        assertFalse(answer.extent().finished());
        assertEquals(PayloadReader.SERVER_ERROR, Answers.fault(error).reason());
    }

    @Test
    void outputOfOtherServersIsPassedOver() {
        for (String output :
                List.of("\"text\"", "[\"a\"]", "{}", "[[1]]", "[{\"content\":\"a\"}]")) {
            String reason = Answers.fault("{\"output\":" + output + "}").reason();
            assertTrue(reason.startsWith("fits no known format"), reason);
        }
    }
}
