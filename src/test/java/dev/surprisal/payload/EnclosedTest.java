package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of a batch: what failed says so, and what worked is called as the producer called it. */
class EnclosedTest {
    private static final String ANSWER = Answers.chatChunk("a", "-1", "\"stop\"");

    private static String line(String response, String error) {
        return "{\"id\":\"b\",\"custom_id\":\"c\",\"response\":%s,\"error\":%s}"
                .formatted(response, error);
    }

    private static void assertFailed(String payload, String what) {
        String reason = Answers.fault(payload).reason();
        assertEquals("the batch request failed: " + what, reason);
    }

    @Test
    void failedRequestsNameStatusAndCode() {
        String error = "{\"code\":\"batch_expired\",\"message\":\"made up\"}";
        String body = "{\"status_code\":429,\"body\":{\"error\":{\"code\":\"rate_limit\"}}}";

        assertFailed(line("null", error), "status missing, error code 'batch_expired'");
        assertFailed(line("null", "null"), "status missing, error code missing");
        assertFailed(line(body, "null"), "status 429, error code 'rate_limit'");
        assertFailed(line("{\"status_code\":500}", "null"), "status 500, error code missing");
        assertFailed(line("{\"error\":{}}", "null"), "status missing, error code missing");
    }

    @Test
    void envelopesNameComesBeforeTheBatchs() throws Exception {
        String line = line("{\"status_code\":200,\"body\":" + ANSWER + "}", "null");

        assertEquals(List.of("c#0"), Answers.documentIds(line));
        assertEquals(
                List.of("d#0"),
                Answers.documentIds(
                        "{\"schema\":\"ppl.v1\",\"document\":\"d\",\"payload\":" + line + "}"));
    }

    @Test
    void bodyOfNoKnownFormatNamesItsOwnKeys() {
        String reason =
                Answers.fault(line("{\"status_code\":200,\"body\":{\"data\":[]}}", "null"))
                        .reason();

        assertEquals("fits no known format; top-level keys: data", reason);
    }

    @Test
    void otherObjectsAroundAnAnswerAreAGatewaysButNotInsideAnything() throws Exception {
        String line = "{\"response\":" + ANSWER + "}";

        assertEquals(List.of("a#0"), Answers.documentIds(line));
        String inner = Answers.fault("{\"schema\":\"ppl.v1\",\"payload\":" + line + "}").reason();
        assertTrue(inner.startsWith("fits no known format"), inner);
    }

    @Test
    void statusCodeAloneMakesALineABatchs() throws Exception {
        String line = "{\"response\":{\"status_code\":%d,\"body\":%s}}";

        assertEquals(List.of("a#0"), Answers.documentIds(line.formatted(200, ANSWER)));
        assertFailed(line.formatted(503, ANSWER), "status 503, error code missing");
    }

    @Test
    void brokenBodyOfABatchIsAFaultWhereverItsNameStands() {
        String body = "\"response\":{\"body\":{\"choices\":3}}";

        for (String line : List.of("{%s,\"custom_id\":\"c\"}", "{\"custom_id\":\"c\",%s}")) {
            String reason = Answers.fault(line.formatted(body)).reason();
            assertEquals("choices is a number, expected an array", reason);
        }
    }

    @Test
    void deepNestingOfResponsesIsAFault() {
        Answers.fault("{\"response\":".repeat(100_000));
        Answers.fault("{\"response\":".repeat(250) + "{}" + "}".repeat(250));
    }
}
