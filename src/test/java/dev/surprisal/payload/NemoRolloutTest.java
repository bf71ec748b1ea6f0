package dev.surprisal.payload;

import static dev.surprisal.event.TokenStatus.NOT_MEASURED;
import static dev.surprisal.event.TokenStatus.OK;
import static dev.surprisal.event.TokenStatus.PADDING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A 0.0 under mask 0 is padding; a line of sums is no roll-out. */
class NemoRolloutTest {

    private static void assertFault(String payload, String reason) {
        MalformedPayloadException fault = Answers.fault(payload);
        assertTrue(fault.reason().contains(reason), fault.reason());
    }

    @Test
    void rollOutWithoutMaskIsRefused() {
        assertFault("{\"generation_logprobs\":[0.0,-1]}", "without token_loss_mask");
    }

    @Test
    void arraysOfDifferentLengthAreRefused() {
        assertFault(
                "{\"generation_logprobs\":[0.0,-1],\"token_loss_mask\":[1]}",
                "token_loss_mask has 1 entries, generation_logprobs 2");
        assertFault(
                "{\"token_ids\":[[1,-2]],\"token_loss_mask\":[0,1],\"generation_logprobs\":[0,-1]}",
                "token_ids has 1 entries, generation_logprobs 2");
    }

    @Test
    void batchOfSeveralSequencesIsRefused() {
        assertFault("{\"generation_logprobs\":[[-1],[-2]]}", "more than one sequence");
    }

    @Test
    void maskThatIsNoMaskIsRefused() {
        assertFault(
                "{\"generation_logprobs\":[-1],\"token_loss_mask\":[0.5]}", "0.5, expected 0 or 1");
        assertFault(
                "{\"generation_logprobs\":[-1],\"token_loss_mask\":[\"1\"]}", "expected 0 or 1");
    }

    @Test
    void zerosUnderTheMaskAreNotMeasured() throws Exception {
        Completion answer =
                Answers.only(
                        "{\"token_loss_mask\":[false,true,true],\"generation_logprobs\":[0,0,0]}");

        assertEquals(List.of(PADDING, NOT_MEASURED, NOT_MEASURED), Answers.statuses(answer));
    }

    @Test
    void rollOutInARecordKeepsItsIds() throws Exception {
        Completion answer =
                Answers.only(
                        """
                        {"schema":"surprisal.payload/1","format":"nemo.rl","payload":{\
                        "token_ids":[[4,5]],"token_loss_mask":[[0,1]],\
                        "generation_logprobs":[[0.0,-1.5]]}}""");

        assertArrayEquals(new int[] {4, 5}, answer.tokenIds());
        assertEquals(List.of(PADDING, OK), Answers.statuses(answer));
    }

    @Test
    void batchOfIdsInARecordIsRefused() {
        String record =
                "{\"token_ids\":[[1]],\"schema\":\"surprisal.payload/1\",\"logprobs\":[-1]}";

        assertFault(record, "token_ids is a batch");
    }

    @Test
    void foreignIndexOfAnyTypeIsPassedOver() throws Exception {
        String answer = Answers.chatChunk("a", "-1", "null");
        for (String idx : List.of("\"x\"", "-1", "[[2]]", "1.5", "{}", "null")) {
            assertEquals(
                    1, Answers.only(answer.replaceFirst("\\{", "{\"idx\":" + idx + ",")).tokens());
        }
    }
}
