package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.SourceFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SGLang's own endpoint: what its streams repeat and what its lists leave open. */
class SglangGenerateTest {
    private static String answer(String id, String extra, String output) {
        return """
        {"text":"t","meta_info":{"id":"%s",%s"output_token_logprobs":%s}}"""
                .formatted(id, extra, output);
    }

    private static String event(String extra, String output) {
        return "data: " + answer("r", extra, output) + "\n\n";
    }

    private static void assertValues(String transcript, double... values) throws Exception {
        assertArrayEquals(values, Answers.only(transcript).logprobs());
    }

    @Test
    void chunkThatCountsAllItsTokensRepeatsTheEarlierOnes() throws Exception {
        assertValues(
                event("\"completion_tokens\":1,", "[[-1,7]]")
                        + event("\"completion_tokens\":2,", "[[-1,7],[-2,8]]")
                        + event("\"completion_tokens\":2,", "[[-1,7],[-2,8]]"),
                -1,
                -2);
    }

    @Test
    void chunkWhoseTokensMakeUpTheCountGoesOn() throws Exception {
        assertValues(
                event("\"completion_tokens\":1,", "[[-1,7]]")
                        + event("\"completion_tokens\":2,", "[[-1,7]]")
                        + event("\"completion_tokens\":2,", "[]"),
                -1,
                -1);
    }

    @Test
    void withoutCountsTheSameBeginningIsARepeat() throws Exception {
        assertValues(event("", "[[-1,7]]") + event("", "[[-1,7],[-2,8]]"), -1, -2);
        assertValues(event("", "[[-1,7]]") + event("", "[[-1.5,7],[-2,8]]"), -1, -1.5, -2);
    }

    @Test
    void cumulativeStreamCutInAnEventKeepsTheLastWholeOne() throws Exception {
        String whole = event("\"completion_tokens\":2,", "[[-1,7],[-2,8]]");
        Completion answer =
                Answers.only(
                        event("\"completion_tokens\":1,", "[[-1,7]]")
                                + whole
                                + whole.substring(0, whole.length() - 20));

        assertArrayEquals(new double[] {-1, -2}, answer.logprobs());
        assertFalse(answer.extent().finished());
    }

    @Test
    void loneNullOfAnUnaskedPromptIsNoPrompt() throws Exception {
        Completion answer =
                Answers.only(answer("r", "\"input_token_logprobs\":[[null,5,null]],", "[[-1,7]]"));

        assertEquals("r#0", answer.identity().documentId());
    }

    @Test
    void emptyIdCountsAsAbsentAndElementsAreNumbered() throws Exception {
        String prompt = "\"input_token_logprobs\":[[null,5],[%s,6]],";
        String first = answer("", prompt.formatted("-1"), "[[-2,7]]");
        String second = answer("", prompt.replace("6", "9").formatted("-3"), "[[-4,7]]");

        assertEquals(
                List.of("document#prompt", "document#0", "document#prompt1", "document#1"),
                Answers.documentIds("[" + first + "," + second + "]"));
    }

    @Test
    void samePromptWithOtherValuesCountsOnce() throws Exception {
        String prompt = "\"input_token_logprobs\":[[null,5],[%s,6]],";
        String first = answer("a", prompt.formatted("-1"), "[[-2,7]]");
        String second = answer("b", prompt.formatted("-1.25"), "[[-4,7]]");

        assertEquals(
                List.of("a#prompt", "a#0", "b#1"),
                Answers.documentIds("[" + first + "," + second + "]"));
    }

    @Test
    void abortIsNoFinish() throws Exception {
        String reason = "\"finish_reason\":{\"type\":\"abort\",\"message\":\"m\"},";

        assertFalse(Answers.only(answer("r", reason, "[[-1,7]]")).extent().finished());
    }

    @Test
    void brokenTriplesNameWhatIsMissing() {
        assertTrue(Answers.fault(answer("r", "", "[[]]")).reason().contains("is empty"));
        assertTrue(Answers.fault(answer("r", "", "[[-1]]")).reason().contains("no token id"));
        MalformedPayloadException fault = Answers.fault(answer("r", "", "[-1]"));
        assertTrue(fault.reason().contains("is a number, expected an array"), fault.reason());
        assertEquals(SourceFormat.SGLANG, fault.format());
    }
}
