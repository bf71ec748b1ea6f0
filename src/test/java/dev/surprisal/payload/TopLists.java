package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.event.Completion;
import dev.surprisal.event.TopCandidates;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a case's {@code top} says: a list a token of {@code [id, text or bytes, log-prob]}. */
final class TopLists {
    private static final BigInteger PRIME = BigInteger.valueOf(0x100000001b3L);
    private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);

    private TopLists() {}

    /** Expectations that do not speak of candidates were written before they were kept. */
    static void assertEqual(JsonNode expected, Completion actual, String where) {
        TopCandidates top = actual.top();
        if (expected == null) {
            return;
        }
        if (expected.isNull()) {
            assertNull(top, where);
            return;
        }
        assertEquals(expected.size() + 1, top.offsets().length, where);
        for (int i = 0; i < expected.size(); i++) {
            JsonNode list = expected.get(i);
            int from = top.offsets()[i];
            assertEquals(list.size(), top.offsets()[i + 1] - from, where + " position " + i);
            for (int k = 0; k < list.size(); k++) {
                String at = where + " position " + i + " candidate " + k;
                if (list.get(k).isArray()) {
                    double value = list.get(k).get(1).asDouble();
                    assertEquals(key(list.get(k).get(0)), top.tokens()[from + k], at);
                    assertEquals(value, top.logprobs()[from + k], Math.ulp(value), at);
                }
            }
        }
    }

    private static long key(JsonNode name) {
        if (name.isNumber()) {
            return name.asLong();
        }
        byte[] bytes = name.asText().getBytes(StandardCharsets.UTF_8);
        if (name.isObject()) {
            bytes = new byte[name.get("bytes").size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) name.get("bytes").get(i).asInt();
            }
        }
        return key(bytes);
    }

    /** FNV-1a as its authors define it, in arithmetic without a word size; with the sign bit. */
    static long key(byte[] bytes) {
        BigInteger hash = new BigInteger("cbf29ce484222325", 16);
        for (byte octet : bytes) {
            hash = hash.xor(BigInteger.valueOf(octet & 0xFF)).multiply(PRIME).mod(WORD);
        }
        return hash.setBit(63).longValue();
    }

    static long key(String text) {
        return key(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What holds whatever the payload. */
    static void assertConsistent(Completion completion) {
        TopCandidates top = completion.top();
        if (top == null) {
            return;
        }
        int tokens = completion.tokens();
        assertEquals(tokens + 1, top.offsets().length);
        assertEquals(0, top.offsets()[0]);
        assertEquals(top.tokens().length, top.offsets()[tokens]);
        assertEquals(top.tokens().length, top.logprobs().length);
        assertTrue(top.tokens().length > 0);
        for (int i = 0; i < tokens; i++) {
            int from = top.offsets()[i];
            int to = top.offsets()[i + 1];
            assertTrue(from <= to);
            assertEquals(to - from, Arrays.stream(top.tokens(), from, to).distinct().count());
        }
        for (double logprob : top.logprobs()) {
            assertTrue(logprob <= 0 && logprob > -1e30 && logprob != -9999.0, "" + logprob);
        }
    }
}
