package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.SourceFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway wraps counts as if it had come alone, and what it cut off is missed. */
class GatewayRecordTest {
    private static final String ONE_ENTRY = Answers.legacy("[-0.1]", Answers.usage(5, 1));

    private static String escaped(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static String line(String request, String body) {
        return "{\"started_at\":1755000000123,\"request\":{\"body\":%s},\"response\":{\"body\":%s}}"
                .formatted(request, body);
    }

    private static void assertFault(String payload, String reason, String at) {
        MalformedPayloadException fault = Answers.fault(payload);
        assertTrue(fault.reason().contains(reason), fault.reason());
        assertEquals(payload.lastIndexOf(at), fault.offset(), fault.reason());
    }

    @Test
    void truncatedBodyIsADeadLetterAtTheBody() {
        String body = escaped(ONE_ENTRY.substring(0, ONE_ENTRY.length() - 9));

        assertFault(line("null", body), "response.body string, at its byte", body);
        assertTrue(Answers.fault(line("null", body)).reason().contains("truncated"));
    }

    @Test
    void everyCutOfATranscriptIsScoredAsFarAsItGotAndNotFinished() throws Exception {
        String transcript =
                "data: "
                        + Answers.chatChunk("a", "-1", "null")
                        + "\n\ndata: "
                        + Answers.chatChunk("a", "-2", "\"stop\"")
                        + "\n\n";
        int first = transcript.indexOf("\n\n") + 2;
        for (int cut = first; cut < transcript.length() - 3; cut++) {
            Completion answer = Answers.only(line("null", escaped(transcript.substring(0, cut))));

            assertEquals(1, answer.tokens(), "cut at " + cut);
            assertFalse(answer.extent().finished());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"echo\":true}", "\"{\\\"echo\\\":true,\\\"prompt\\\":\\\"cut\""})
    void echoThatWasIgnoredIsRefusedAndNeverAPerplexity(String request) {
        MalformedPayloadException fault = Answers.fault(line(request, escaped(ONE_ENTRY)));

        assertTrue(fault.reason().startsWith("echo was ignored"), fault.reason());
        assertEquals(SourceFormat.OPENAI_COMPLETIONS, fault.format());
        assertTrue(
                Answers.fault(line(request, Answers.chatChunk("a", "-1", "null")))
                        .reason()
                        .startsWith("echo was ignored"));
        assertTrue(
                Answers.fault(
                                "{\"model\":\"m\",\"model_parameters\":{\"echo\":true},\"response\":"
                                        + ONE_ENTRY
                                        + "}")
                        .reason()
                        .startsWith("echo was ignored"));
    }

    @Test
    void echoThatIsSetAsideInARecordIsRefusedToo() {
        String record =
                "{\"schema\":\"surprisal.payload/1\",\"payload\":%s,\"request\":{\"echo\":true}}";

        assertTrue(
                Answers.fault(record.formatted(ONE_ENTRY)).reason().startsWith("echo was ignored"));
    }

    @Test
    void echoOfAnAnswerWithoutLogProbsHoldsNoTokens() throws Exception {
        String answer = "{\"choices\":[{\"index\":0,\"text\":\"a\",\"logprobs\":null}]}";

        assertEquals(List.of(), Goldens.decode(line("{\"echo\":true}", answer)));
    }

    @Test
    void lineWithoutBodyIsToldHowToGetOne() {
        assertFault(
                "{\"started_at\":1755000000123,\"request\":{},\"response\":{\"status\":200}}",
                "without the response's body",
                "{\"started");
    }

    @Test
    void bodyInAnUnknownFormatIsNamedByItsKeys() {
        assertFault(line("null", "{\"foo\":1}"), "top-level keys: foo", "{\"foo");
    }

    @Test
    void requestOfAnyKindNeverCostsTheAnswer() throws Exception {
        for (String request :
                List.of(
                        "3",
                        "\"no json\"",
                        "[1]",
                        "{\"temperature\":\"hot\"}",
                        "\"{\\\"echo\\\"\"")) {
            assertEquals(1, Answers.only(line(request, ONE_ENTRY)).tokens(), request);
        }
    }

    @Test
    void serversOwnTimeComesBeforeTheGateways() throws Exception {
        String timed = ONE_ENTRY.replaceFirst("\\{", "{\"created\":1755000009,");

        assertEquals(
                EventTimeOrigin.GATEWAY, Answers.only(line("null", ONE_ENTRY)).eventTimeOrigin());
        assertEquals(
                EventTimeOrigin.SERVER_CREATED,
                Answers.only(line("null", timed)).eventTimeOrigin());
    }

    @Test
    void answerWithAResponseKeyOfItsOwnIsNoLogLine() throws Exception {
        for (String response : List.of("\"text\"", "{\"a\":1}", "{\"choices\":3}", "null")) {
            String answer = ONE_ENTRY.replaceFirst("\\{", "{\"response\":" + response + ",");

            assertEquals("c#0", Answers.documentIds(answer).get(0));
        }
    }

    @Test
    void requestInARecordIsStrict() {
        String record = "{\"schema\":\"surprisal.payload/1\",%s}";

        assertFault(
                record.formatted("\"request\":{\"echo\":1},\"payload\":null"),
                "request.echo is a number, expected true or false",
                "1}");
        assertTrue(
                Answers.fault(record.formatted("\"request\":{},\"logprobs\":[-1]"))
                        .reason()
                        .contains("request in a record without payload"));
    }

    @Test
    void settingsOutOfRangeAreNone() throws Exception {
        for (String value : List.of("-1", "1e300", "NaN", "null")) {
            String request = "{\"temperature\":" + value + ",\"top_p\":0.50}";

            assertEquals(
                    "as served, top_p 0.5", Answers.only(line(request, ONE_ENTRY)).convention());
        }
    }
}
