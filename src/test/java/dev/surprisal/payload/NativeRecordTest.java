package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.SourceFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our own record is strict: it has one author, who wants to hear of a slip. */
class NativeRecordTest {
    private static final String SCHEMA = "\"schema\":\"surprisal.payload/1\"";

    /** The fault lies where {@code at} stands in the payload for the last time. */
    private static void assertFault(String payload, String reason, String at) {
        MalformedPayloadException fault = Answers.fault(payload);
        assertTrue(fault.reason().contains(reason), fault.reason());
        assertEquals(payload.lastIndexOf(at), fault.offset(), fault.reason());
    }

    @Test
    void unknownKeyIsNamed() {
        assertFault("{" + SCHEMA + ",\"logprob\":[-1]}", "no key 'logprob'", "[-1]");
        assertFault("{\"choices\":[]," + SCHEMA + ",\"logprobs\":[-1]}", "no key 'choices'", "[],");
    }

    @Test
    void unknownSchemaIsRefused() {
        assertFault("{\"schema\":\"surprisal.payload/2\"}", "surprisal.payload/2", "\"surp");
    }

    @Test
    void wrongTypeIsFoundInAnyOrderOfKeys() {
        assertFault("{" + SCHEMA + ",\"logprobs\":[{}]}", "logprobs[] is an object", "{}");
        assertFault("{\"logprobs\":[{\"a\":[1]},-1]," + SCHEMA + "}", "is an object", "{\"a\"");
        assertFault("{" + SCHEMA + ",\"event_time\":\"now\"}", "expected a whole number", "\"now");
        assertFault("{" + SCHEMA + ",\"event_time\":-5}", "expected 1 to", "-5");
        assertFault(
                "{" + SCHEMA + ",\"segment\":\"answer\"}", "prompt, generated, text", "\"answer");
    }

    @Test
    void idsAndValuesMustBeOfOneLength() {
        assertFault(
                "{" + SCHEMA + ",\"logprobs\":[-1,-2],\"token_ids\":[1]}",
                "token_ids has 1 entries, logprobs 2",
                "}");
    }

    @Test
    void recordWithBothOrNeitherBodyIsRefused() {
        assertTrue(Answers.fault("{" + SCHEMA + "}").reason().contains("neither"));
        assertTrue(
                Answers.fault("{" + SCHEMA + ",\"payload\":null,\"logprobs\":[-1]}")
                        .reason()
                        .contains("with payload has none of"));
    }

    @Test
    void headersAreFewAndShortAndStrings() {
        String start = "{" + SCHEMA + ",\"headers\":";
        String end = ",\"logprobs\":[-1]}";
        String many =
                IntStream.rangeClosed(0, RecordHeaders.HEADERS_MAX)
                        .mapToObj(i -> "\"h" + i + "\":\"\"")
                        .collect(Collectors.joining(",", "{", "}"));

        assertFault(start + "[]" + end, "headers is an array", "[],");
        assertFault(start + "{\"a\":1}" + end, "headers.a is a number", "1}");
        assertFault(start + "{\"a\":null}" + end, "headers.a is null", "null");
        assertFault(start + "{\"a\":\"\",\"a\":\"b\"}" + end, "headers.a stands twice", "\"b");
        assertFault(start + "{\"\":\"b\"}" + end, "name of 0 characters", "\"b");
        assertFault(start + many + end, "more than 64 names", "\"\"}");
        String name = "n".repeat(RecordHeaders.NAME_CHARS_MAX);
        String value = "v".repeat(RecordHeaders.VALUE_CHARS_MAX);
        assertFault(start + "{\"n" + name + "\":\"b\"}" + end, "name of 257 characters", "\"b\"");
        assertFault(start + "{\"a\":\"v" + value + "\"}" + end, "1025 characters", "\"vv");
    }

    @Test
    void headersReachEveryCompletionOfTheRecord() throws Exception {
        String value = "v".repeat(RecordHeaders.VALUE_CHARS_MAX);
        Completion direct =
                Answers.only(
                        "{\"headers\":{\"a\":\"%s\"},%s,\"logprobs\":[-1]}"
                                .formatted(value, SCHEMA));
        List<Completion> answers =
                Goldens.decode(
                        "{%s,\"payload\":[%s,%s],\"headers\":{\"route\":\"chat\"}}"
                                .formatted(
                                        SCHEMA,
                                        Answers.chatChunk("a", "-1", "null"),
                                        Answers.chatChunk("b", "-1", "null")));

        assertEquals(value, direct.envelope().headerValues()[0]);
        assertEquals(2, answers.size());
        for (Completion answer : answers) {
            assertEquals("route", answer.envelope().headerNames()[0]);
            assertEquals("chat", answer.envelope().headerValues()[0]);
        }
        assertNull(Answers.only("{" + SCHEMA + ",\"headers\":null,\"logprobs\":[-1]}").envelope());
    }

    @Test
    void headersOfSomebodyElseAreNobodysFault() throws Exception {
        String answer = Answers.chatChunk("a", "-1", "null");
        String headers = ",\"headers\":[{\"x\":[1]}]}";

        assertNull(Answers.only(answer.substring(0, answer.length() - 1) + headers).envelope());
    }

    @Test
    void recordInsideARecordIsRefused() {
        assertTrue(
                Answers.fault("{" + SCHEMA + ",\"payload\":{" + SCHEMA + ",\"logprobs\":[-1]}}")
                        .reason()
                        .contains("fits no known format"));
    }

    @Test
    void declaredFormatMustBeTheFormatFound() {
        String payload = ",\"payload\":" + Answers.chatChunk("a", "-1", "null");

        assertTrue(
                Answers.fault("{" + SCHEMA + ",\"format\":\"llamacpp\"" + payload + "}")
                        .reason()
                        .contains("declared llamacpp, the payload is openai.chat"));
        assertTrue(
                Answers.fault("{" + SCHEMA + ",\"format\":\"gpt\"" + payload + "}")
                        .reason()
                        .contains("format is 'gpt'"));
    }

    @Test
    void faultInsideAPayloadStringIsPlacedAtTheString() {
        assertFault(
                "{" + SCHEMA + ",\"payload\":\"{\\\"choices\\\":3}\"}", "at its byte 11", "\"{");
    }

    @Test
    void foreignObjectWithAPayloadKeyIsNoRecord() {
        MalformedPayloadException fault =
                Answers.fault("{\"payload\":{\"x\":1},\"level\":\"info\"}");

        assertEquals("fits no known format; top-level keys: level, payload", fault.reason());
    }

    @Test
    void emptyIdsCountAsAbsent() throws Exception {
        Completion answer =
                Answers.only(
                        "{"
                                + SCHEMA
                                + ",\"request_id\":\"r\",\"payload\":"
                                + Answers.chatChunk("", "-1", "null")
                                + "}");

        assertEquals("r", answer.identity().requestId());
        assertEquals("r#0", answer.identity().documentId());
        assertEquals(
                List.of("document#0"), Answers.documentIds(Answers.chatChunk("", "-1", "null")));
    }

    @Test
    void directRecordWithoutDocumentIsNamedLikeAnAnswer() throws Exception {
        Completion text = Answers.only("{" + SCHEMA + ",\"logprobs\":[-1]}");

        assertEquals("document", text.identity().documentId());
        assertEquals(SourceFormat.NATIVE, text.format());
        assertEquals(
                List.of("r#prompt"),
                Answers.documentIds(
                        "{"
                                + SCHEMA
                                + ",\"request_id\":\"r\",\"segment\":\"prompt\",\"logprobs\":[-1]}"));
    }

    @Test
    void emptyRecordIsNoCompletion() throws Exception {
        assertEquals(List.of(), Goldens.decode("{" + SCHEMA + ",\"logprobs\":[]}"));
        assertEquals(List.of(), Goldens.decode("{" + SCHEMA + ",\"payload\":null}"));
        assertEquals(List.of(), Goldens.decode("{" + SCHEMA + ",\"payload\":\" \"}"));
    }

    @ParameterizedTest
    @CsvSource({
        "1755000000, 1755000000000",
        "1755000000.5, 1755000000500",
        "\"1755000000\", 1755000000000",
        "1755000000123, 1755000000123",
        "1755000000123456, 1755000000123",
        "1755000000123456789, 1755000000123",
        "0, 0",
        "-1755000000, 0",
        "3, 0",
        "99999999999, 0",
        "1e300, 0",
        "\"yesterday\", 0",
        "NaN, 0",
        "null, 0",
        "{}, 0"
    })
    void createdIsReadInTheUnitOfItsMagnitude(String created, long millis) throws Exception {
        String answer = Answers.chatChunk("a", "-1", "null");
        Completion completion =
                Answers.only(answer.replaceFirst("\\{", "{\"created\":" + created + ","));

        assertEquals(millis, completion.eventTimeMillis());
        assertEquals(
                millis == 0 ? EventTimeOrigin.NONE : EventTimeOrigin.SERVER_CREATED,
                completion.eventTimeOrigin());
    }
}
