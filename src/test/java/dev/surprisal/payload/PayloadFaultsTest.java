package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Origin;
import dev.surprisal.event.SourceFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a fault says, and that no input is too hostile to say it. */
class PayloadFaultsTest {
    @Test
    void stringsOfJsonAreBoundedByThePayloadsSize() throws Exception {
        String record =
                "{\"schema\":\"ppl.v1\",\"payload\":\"{\\\"index\\\":%d,\\\"stop\\\":true,"
                        + "\\\"completion_probabilities\\\":[{\\\"logprob\\\":-1}]}\"}";
        String few = records(record, 1000);
        String many = records(record, 3000);

        assertEquals(1000, Goldens.decode(few).size());
        assertEquals(
                "more strings of JSON than a payload of this size may hold",
                Answers.fault(many).reason());
    }

    private static String records(String record, int count) {
        return IntStream.range(0, count)
                .mapToObj(record::formatted)
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** The fault lies where {@code at} stands in the payload for the last time. */
    private static void assertFault(String payload, String reason, String at) {
        MalformedPayloadException fault = Answers.fault(payload);
        assertTrue(fault.reason().contains(reason), fault.reason());
        assertEquals(payload.lastIndexOf(at), fault.offset(), fault.reason());
    }

    @Test
    void wrongTypesNameFieldSeenAndExpected() {
        assertFault(Answers.legacy("[-1,\"x\"]", ""), "is a string, expected a number", "\"x\"");
        assertFault("{\"choices\":{}}", "choices is an object, expected an array", "{}");
        assertFault("{\"choices\":[1]}", "choices[] is a number, expected an object", "1");
        assertFault(
                "{\"choices\":[{\"logprobs\":true}]}", "is a boolean, expected an object", "true");
        assertFault("{\"choices\":[{\"index\":-1}]}", "expected 0 to 2147483647", "-1");
        assertFault(
                "{\"choices\":[{\"index\":1e2}]}",
                "choices[].index is a number, expected a whole",
                "1e2");
        assertFault("3", "a payload is a number", "3");
        assertFault("[[]]", "a payload is an array, expected an object", "[]");
    }

    @Test
    void arraysOfDifferentLengthAreRefused() {
        MalformedPayloadException fault =
                Answers.fault(
                        "{\"choices\":[{\"logprobs\":{\"tokens\":[\"a\"],\"token_logprobs\":[]}}]}");

        assertTrue(fault.reason().contains("tokens has 1 entries, token_logprobs 0"));
        assertEquals(SourceFormat.OPENAI_COMPLETIONS, fault.format());
    }

    @Test
    void bytesAfterTheValueAreRefused() {
        String answer = Answers.chatChunk("a", "-1", "null");

        assertFault(answer + " {}", "bytes after the JSON value", "{}");
    }

    @Test
    void unknownShapeListsAtMostTwelveKeysInOrder() {
        MalformedPayloadException fault =
                Answers.fault(
                        """
                        {"n":1,"m":1,"l":1,"k":1,"j":1,"i":1,"h":1,"g":1,"f":1,"e":1,"d":1,\
                        "c":{"choices":[]},"b":1,"a":1}""");

        assertEquals(
                "fits no known format; top-level keys: a, b, c, d, e, f, g, h, i, j, k, l",
                fault.reason());
        assertNull(fault.format());
    }

    @Test
    void faultsNeverQuoteThePayload() {
        String secret = "my password is swordfish and so on and so forth, for a while";
        for (String payload :
                List.of(
                        "{\"choices\": " + secret + "}",
                        "{\"choices\": \"" + secret + "\"}",
                        "{\"" + "k".repeat(45) + secret + "\": 1}",
                        "{\"error\": \"" + secret + "\"}",
                        "data: " + secret + "\n\ndata: {}\n\n",
                        "{\"choices\":[{\"logprobs\":{\"token_logprobs\":[\""
                                + secret
                                + "\"]}}]}")) {
            assertFalse(Answers.fault(payload).getMessage().contains("swordfish"), payload);
        }
    }

    @Test
    void repeatedAnswersInOneObjectAreRefused() {
        String choice = Answers.legacyChoice(0, "[-1]");

        assertTrue(
                Answers.fault("{\"choices\":[" + choice + "," + choice + "]}")
                        .reason()
                        .contains("two answers have index 0"));
        assertTrue(
                Answers.fault("[{\"choices\":[" + choice + "]},{\"choices\":[" + choice + "]}]")
                        .reason()
                        .contains("two answers without an id have index 0"));
        assertTrue(
                Answers.fault("{\"choices\":[{\"logprobs\":{\"content\":[]},\"logprobs\":{}}]}")
                        .reason()
                        .contains("twice"));
    }

    @Test
    void blankPayloadsHoldNothing() throws Exception {
        for (String payload : List.of("", " \r\n\t", "\uFEFF", "[]", "{\"choices\":[]}")) {
            assertEquals(List.of(), Goldens.decode(payload));
        }
        assertEquals(List.of(), Goldens.decode("{\"choices\":[{\"logprobs\":null}]}"));
    }

    @Test
    void offsetsCountFromThePayloadAndNotFromTheBuffer() {
        byte[] bytes = "xxxx{\"choices\":{}}yy".getBytes(StandardCharsets.UTF_8);
        Origin origin = new Origin("test", 0, 14, 0);
        MalformedPayloadException fault =
                assertThrows(
                        MalformedPayloadException.class,
                        () -> new PayloadDecoder().decode(bytes, 4, 14, origin, Goldens.DEFAULTS));

        assertEquals(11, fault.offset());
    }

    @Test
    void nestingBeyondTheLimitIsAFault() {
        String deep = "[".repeat(100_000);

        assertTrue(Answers.fault("{\"x\":" + deep).reason().contains("over a limit"));
        assertTrue(Answers.fault(deep).offset() >= 0);
    }

    @Test
    void numberBeyondTheLimitIsAFault() {
        assertTrue(
                Answers.fault(Answers.legacy("[-" + "1".repeat(100_000) + "]", ""))
                        .reason()
                        .contains("over a limit"));
    }

    @Test
    void entriesBeyondTheBudgetAreAFault() {
        String zeros = "0,".repeat(Budget.ENTRIES_MAX) + "0";

        assertTrue(
                Answers.fault(Answers.legacy("[" + zeros + "]", ""))
                        .reason()
                        .contains("more than " + Budget.ENTRIES_MAX + " token entries"));
    }

    @Test
    void answersBeyondTheBudgetAreAFault() {
        String empty = "{\"choices\":[]},".repeat(Budget.CHOICES_MAX) + "{\"choices\":[]}";

        assertTrue(Answers.fault("[" + empty + "]").reason().contains("answers in one payload"));
    }

    @Test
    void promptOverTheWholeVocabularyIsRead() throws Exception {
        StringBuilder position = new StringBuilder("{");
        for (int id = 0; id < 200_000; id++) {
            position.append(id == 0 ? "" : ",").append('"').append(id).append("\":-12.5");
        }
        Completion prompt =
                Answers.only(
                        "{\"prompt_logprobs\":[null,"
                                + position
                                + "}],\"prompt_token_ids\":[1,77]}");

        assertEquals(-12.5, prompt.logprobs()[1]);
    }
}
