package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hostile payloads of 1 MiB cost no more garbage than a bounded multiple of their size. */
class AllocationTest {
    private static final int PAYLOAD_BYTES = 1 << 20;
    private static final long ALLOCATED_MAX = 64L << 20;

    enum Hostile {
        EMPTY_EVENTS("", "data: {\"choices\":[]}\n\n", ""),
        EVENTS_WITH_NEW_NAMES("", "data: {\"choices\":[],\"n%d\":0}\n\n", ""),
        EVENTS_WITH_AN_ANSWER("", "data: {\"id\":\"a\",\"choices\":[{}]}\n\n", ""),
        DEEP_ARRAYS("{\"choices\":[],\"a\":[", "[".repeat(200) + "]".repeat(200) + ",", "0]}"),
        EMPTY_OBJECTS("{\"choices\":[],\"a\":[", "{},", "0]}"),
        NEW_NAMES("{\"choices\":[]", ",\"n%d\":0", "}"),
        LONG_STRINGS("{\"choices\":[],\"a\":[", "\"" + "x".repeat(100_000) + "\",", "0]}"),
        ONE_STRING("{\"choices\":[],\"model\":\"", "xxxxxxxx", "\"}"),
        EMPTY_CHOICES("{\"choices\":[", "{\"index\":%d},", "{}]}"),
        TENSOR_OF_JSON(
                "{\"outputs\":[{\"name\":\"logprobs\",\"datatype\":\"BYTES\",\"data\":[",
                "\"[]\",",
                "\"[]\"]}]}"),
        STRINGS_OF_JSON("[", record("{\\\"choices\\\":[]}"), "]"),
        STRINGS_WITH_NEW_NAMES("[", record("{\\\"choices\\\":[],\\\"n%d\\\":0}"), "]"),
        BODIES_OF_JSON(
                "[",
                "{\"request\":{\"body\":\"{}\"},\"response\":{\"body\":\"{\\\"choices\\\":[]}\"}},",
                "]"),
        ONE_STRING_OF_EVENTS(
                "{\"schema\":\"ppl.v1\",\"payload\":\"",
                "data: {\\\"id\\\":\\\"a\\\",\\\"choices\\\":[{}]}\\n\\n",
                "\"}"),
        ONE_STRING_OF_NEW_NAMES(
                "{\"schema\":\"ppl.v1\",\"payload\":\"{\\\"choices\\\":[]",
                ",\\\"n%d\\\":0",
                "}\"}"),
        CANDIDATES_BY_TEXT(
                "{\"choices\":[{\"logprobs\":{\"token_logprobs\":[-1],\"tokens\":[\"a\"],\"top_logprobs\":[{\"\":-1",
                ",\"%d\":-1",
                "}]}}]}"),
        CANDIDATES_OF_ONE_TEXT(
                "{\"choices\":[{\"logprobs\":{\"content\":[{\"logprob\":-1,\"top_logprobs\":[",
                "{\"token\":\"\",\"logprob\":-%d},",
                "{}]}]}}]}"),
        EMPTY_LISTS_OF_CANDIDATES(
                "{\"meta_info\":{\"output_token_logprobs\":[],\"output_top_logprobs\":[",
                "0,",
                "0]}}");

        private static String record(String payload) {
            return "{\"schema\":\"ppl.v1\",\"payload\":\"" + payload + "\"},";
        }

        private final String payload;

        Hostile(String head, String piece, String tail) {
            StringBuilder text = new StringBuilder(head);
            for (int i = 0; text.length() + piece.length() + 8 < PAYLOAD_BYTES; i++) {
                text.append(piece.contains("%d") ? piece.formatted(i) : piece);
            }
            boolean comma = tail.startsWith("]") && text.charAt(text.length() - 1) == ',';
            text.setLength(text.length() - (comma ? 1 : 0));
            payload = text.append(tail).toString();
        }
    }

    private static long allocated(byte[] payload) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        try {
            Goldens.decode(payload);
        } catch (MalformedPayloadException e) {
            assertTrue(e.offset() >= 0);
        }
        return threads.getThreadAllocatedBytes(thread) - before;
    }

    /** The least of some calls: the first one loads classes. */
    private static long least(Hostile hostile) {
        byte[] payload = hostile.payload.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, 3).mapToLong(i -> allocated(payload)).min().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void hostileMebibyteAllocatesAtMost64(Hostile hostile) {
        long least = least(hostile);

        assertTrue(least <= ALLOCATED_MAX, least + " bytes");
    }
}
