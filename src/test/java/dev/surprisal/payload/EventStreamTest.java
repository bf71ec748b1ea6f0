package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a transcript may look like, and how it may end. */
class EventStreamTest {
    private static final String FIRST = Answers.chatChunk("a", "-1", "null");
    private static final String LAST = Answers.chatChunk("a", "-2", "\"stop\"");

    private static void assertBoth(String transcript) throws MalformedPayloadException {
        Completion answer = Answers.only(transcript);
        assertArrayEquals(new double[] {-1, -2}, answer.logprobs());
        assertTrue(answer.extent().finished());
    }

    @Test
    void lineEndsSpacesAndCommentsDoNotMatter() throws Exception {
        assertBoth("data: " + FIRST + "\n\ndata: " + LAST + "\n\ndata: [DONE]\n\n");
        assertBoth("data:" + FIRST + "\r\n\r\ndata:" + LAST + " \r\n\r\ndata:[DONE]\r\n\r\n");
        assertBoth("data: " + FIRST + "\r\rdata: " + LAST + "\r\r");
        assertBoth("\uFEFF\n: hi\nevent: x\nid: 1\nretry: 5\ndata: " + FIRST + "\n\ndata: " + LAST);
    }

    @Test
    void lostBlankLinesDoNotMatter() throws Exception {
        assertBoth("data: " + FIRST + "\ndata: " + LAST + "\ndata: [DONE]\n");
    }

    @Test
    void missingEndIsUnfinishedAndCounts() throws Exception {
        Completion answer = Answers.only("data: " + FIRST + "\n\n");

        assertFalse(answer.extent().finished());
        assertEquals(1, answer.tokens());
    }

    @Test
    void eventCutAnywhereLosesOnlyItself() throws Exception {
        for (int cut = 1; cut < LAST.length(); cut++) {
            Completion answer =
                    Answers.only("data: " + FIRST + "\n\ndata: " + LAST.substring(0, cut));

            assertArrayEquals(new double[] {-1}, answer.logprobs(), "cut at " + cut);
            assertFalse(answer.extent().finished());
        }
    }

    @Test
    void brokenEventBeforeOthersIsAFaultAtItsPlace() {
        String before = "data: " + FIRST + "\n\n";
        MalformedPayloadException fault =
                Answers.fault(before + "data: {\"choices\":[}\n\ndata: " + LAST + "\n\n");

        // The bracket that should not be there, or the byte behind it.
        long place = fault.offset() - before.length() - "data: {\"choices\":[".length();
        assertTrue(place == 0 || place == 1, fault.getMessage());
    }

    @Test
    void cutEventBeforeOthersIsAFault() {
        Answers.fault("data: {\"choices\":[\n\ndata: " + LAST + "\n\n");
    }

    @Test
    void eventsThatOnlyTogetherAreJsonAreAFaultWhereTheFirstEnds() {
        String before = "data: " + FIRST + "\n\n";
        for (String half : new String[] {"{\"choices\":", "{\"choices\":[],", "{\"model\":\"a"}) {
            String rest = half.endsWith("a") ? "\"}" : half.endsWith(",") ? "\"id\":1}" : "[]}";
            String event = before + "data: " + half;

            MalformedPayloadException fault =
                    Answers.fault(event + "\n\ndata: " + rest + "\n\ndata: " + LAST + "\n\n");
            assertEquals(event.length(), fault.offset(), fault.reason());
        }
    }

    @Test
    void oneEventInSeveralLinesIsOneValueWithItsPlaces() throws Exception {
        assertBoth("data: " + FIRST + "\n\ndata: " + LAST.replace(",", ",\ndata: ") + "\n\n");

        String broken = "data: {\"choices\":\n: ping\ndata: [3]}\n\ndata: " + LAST + "\n\n";
        assertEquals(broken.indexOf("3"), Answers.fault(broken).offset());
    }

    @Test
    void errorInsideTheStreamKeepsWhatArrived() throws Exception {
        Completion answer =
                Answers.only("data: " + FIRST + "\n\nevent: error\ndata: {\"error\":{}}\n\n");

        assertFalse(answer.extent().finished());
    }

    @Test
    void streamThatIsOnlyAnErrorIsAFault() {
        assertEquals(
                PayloadReader.SERVER_ERROR, Answers.fault("data: {\"error\":\"busy\"}\n").reason());
    }

    @Test
    void everyIdIsItsOwnResponse() throws Exception {
        String other = Answers.chatChunk("b", "-3", "null");

        assertEquals(
                List.of("a#0", "b#0"),
                Answers.documentIds("data: " + FIRST + "\n\ndata: " + other + "\n\n"));
    }

    @Test
    void chunksWithoutTokensAreNoCompletion() throws Exception {
        assertEquals(
                List.of(),
                Goldens.decode(
                        """
                        data: {"choices":[{"index":0,"delta":{"role":"assistant"}}]}

                        data: {"choices":[],"usage":{"completion_tokens":3}}

                        data: [DONE]
                        """));
        assertEquals(List.of(), Goldens.decode(": ping\n\n"));
        assertEquals(List.of(), Goldens.decode("data: [DONE]\n\n"));
    }

    @Test
    void tokensThatUsageCountsAndTheStreamLostAreExpected() throws Exception {
        Completion answer =
                Answers.only(
                        "data: "
                                + FIRST
                                + "\n\ndata: {\"choices\":[],\"usage\":{\"completion_tokens\":3}}\n\n");

        assertEquals(3, answer.extent().tokensExpected());
    }

    @Test
    void longStreamsAreNotLimitedByTheirNumberOfChunks() throws Exception {
        String chunk = "data: " + FIRST + "\n\n";

        Completion answer = Answers.only(chunk.repeat(Budget.CHOICES_MAX + 10));

        assertEquals(Budget.CHOICES_MAX + 10, answer.tokens());
    }
}
