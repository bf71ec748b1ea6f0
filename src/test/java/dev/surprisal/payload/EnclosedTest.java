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
    void answersInsideOtherObjectsAreNotLookedFor() {
        String reason = Answers.fault("{\"response\":" + ANSWER + "}").reason();

        assertTrue(reason.startsWith("fits no known format"), reason);
    }

    @Test
    void deepNestingOfResponsesIsAFault() {
        Answers.fault("{\"response\":".repeat(100_000));
        Answers.fault("{\"response\":".repeat(250) + "{}" + "}".repeat(250));
    }
}
