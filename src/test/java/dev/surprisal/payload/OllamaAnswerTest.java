package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.EventTimeOrigin;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ollama's lines: how they end, and whose a list called logprobs is. */
class OllamaAnswerTest {
    private static String line(double logprob, boolean done) {
        return """
        {"model":"m","created_at":"2026-01-02T03:04:05.999999999Z","done":%s,\
        "logprobs":[{"token":"a","logprob":%s}]}
        """
                .formatted(done, logprob);
    }

    @Test
    void transcriptCutInALineKeepsTheWholeOnes() throws Exception {
        String last = line(-2, true);
        for (int cut = 1; cut < last.length() - 1; cut++) {
            Completion answer = Answers.only(line(-1, false) + last.substring(0, cut));

            assertArrayEquals(new double[] {-1}, answer.logprobs(), "cut at " + cut);
            assertFalse(answer.extent().finished());
        }
    }

    @Test
    void lineBehindTheLastIsAnotherAnswer() throws Exception {
        assertEquals(
                List.of("document#0", "document#1"),
                Answers.documentIds(line(-1, false) + line(-2, true) + line(-3, false)));
    }

    @Test
    void errorLineKeepsWhatArrived() throws Exception {
        Completion answer = Answers.only(line(-1, false) + "{\"error\":\"made up\"}");

        assertEquals(1, answer.tokens());
        assertFalse(answer.extent().finished());
    }

    @Test
    void linesOfOtherServersAreNoTranscript() {
        String chunk = Answers.chatChunk("a", "-1", "null");

        assertTrue(Answers.fault(chunk + "\n" + line(-1, true)).reason().contains("bytes after"));
        assertTrue(Answers.fault(line(-1, false) + "{\"x\":1}").reason().contains("keys: x"));
        assertTrue(Answers.fault(line(-1, false) + "{]").syntax());
    }

    @Test
    void timeIsCutToMillisecondsAndNonsenseIsNone() throws Exception {
        Completion answer = Answers.only(line(-1, true));

        assertEquals(1767323045999L, answer.eventTimeMillis());
        for (String time :
                List.of(
                        "0001-01-01T00:00:00Z",
                        "2026-01-02T03:04",
                        "T",
                        "+999999999-01-01T00:00:00Z")) {
            Completion undated = Answers.only(line(-1, true).replaceFirst("2026[^\"]*", time));
            assertEquals(0, undated.eventTimeMillis(), time);
            assertEquals(EventTimeOrigin.NONE, undated.eventTimeOrigin());
        }
    }

    @Test
    void linesWithoutLogprobsHoldNoTokens() throws Exception {
        assertEquals(
                List.of(),
                Goldens.decode(
                        """
                        {"model":"m","created_at":"2026-01-02T03:04:05Z","response":"a","done":true}
                        """));
    }

    @Test
    void recordWithEntriesForNumbersIsRefusedWhereverItsSchemaStands() {
        String schema = "\"schema\":\"surprisal.payload/1\"";
        String entries = "\"logprobs\":[{\"logprob\":-1}]";

        for (String keys : List.of(schema + "," + entries, entries + "," + schema)) {
            MalformedPayloadException fault = Answers.fault("{" + keys + "}");
            assertTrue(fault.reason().contains("logprobs[] is an object"), fault.reason());
        }
    }

    @Test
    void brokenEntriesAreAFaultAndNotAShorterList() {
        String payload = "{\"logprobs\":[{\"logprob\":-1},%s],\"done\":true}";

        for (String entry : List.of("{}", "{\"logprob\":true}", "-1", "null", "\"x\"")) {
            Answers.fault(payload.formatted(entry));
        }
    }
}
