package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.event.Completion;
import dev.surprisal.event.Delivery;
import dev.surprisal.event.ElementType;
import dev.surprisal.event.Extent;
import dev.surprisal.event.LogitRows;
import dev.surprisal.event.TokenStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every format: each golden case decodes to what stands beside it, and whatever
 * becomes of its bytes, the decoder answers with completions or a {@link
 * MalformedPayloadException}, nothing else.
 */
class PayloadDecoderContractTest {
    private static final int PREFIXES_ALL_UP_TO = 16 << 10;
    private static final int PREFIXES_SAMPLED = 500;
    private static final int MUTATIONS = 10_000;
    private static final int MUTATED_BYTES_MAX = 16 << 10;
    private static final long SEED = 0x5EEDL;

    static List<Path> goldens() {
        return Goldens.all();
    }

    static List<String> formats() {
        return Goldens.formats();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void goldenDecodesToItsExpectation(Path golden) throws Exception {
        List<Completion> completions = Goldens.decode(Goldens.bytes(golden));

        JsonNode expected = new ObjectMapper().readTree(Goldens.bytes(Goldens.expected(golden)));

        assertEquals(expected.size(), completions.size(), "number of completions");
        for (int i = 0; i < expected.size(); i++) {
            assertCompletion(expected.get(i), completions.get(i));
        }
    }

    private static void assertCompletion(JsonNode expected, Completion actual) {
        String where = expected.get("documentId").asText();
        assertEquals(where, actual.identity().documentId());
        assertEquals(expected.get("format").asText(), actual.format().name(), where);
        assertEquals(text(expected, "model"), actual.identity().model(), where);
        assertEquals(text(expected, "modelRevision"), actual.identity().modelRevision(), where);
        assertEquals(text(expected, "requestId"), actual.identity().requestId(), where);
        assertEquals(expected.get("segment").asText(), actual.identity().segment().name(), where);
        assertEquals(expected.get("choice").asInt(), actual.identity().choice(), where);
        assertEquals(expected.get("promptIndex").asInt(), actual.identity().promptIndex(), where);
        assertEquals(expected.get("eventTimeMillis").asLong(), actual.eventTimeMillis(), where);
        assertEquals(
                expected.get("eventTimeOrigin").asText(), actual.eventTimeOrigin().name(), where);
        assertEquals(expected.get("distribution").asText(), actual.distribution().name(), where);
        assertEquals(expected.get("convention").asText(), actual.convention(), where);
        assertEquals(0, actual.extent().firstPosition(), where);
        assertEquals(
                expected.get("tokensExpected").asInt(), actual.extent().tokensExpected(), where);
        assertEquals(expected.get("finished").asBoolean(), actual.extent().finished(), where);
        assertEquals(actual.tokens(), actual.extent().entriesAvailable(), where);
        assertHeaders(expected.get("headers"), actual.envelope(), where);
        assertTokens(expected, actual, where);
    }

    private static void assertHeaders(JsonNode expected, Delivery actual, String where) {
        if (expected == null || actual == null) {
            assertTrue(expected == null && actual == null, where);
            return;
        }
        List<String> headers = new ArrayList<>();
        expected.fields()
                .forEachRemaining(entry -> headers.add(entry.getKey() + "=" + entry.getValue()));
        for (int i = 0; i < actual.headerNames().length; i++) {
            String header = actual.headerNames()[i] + "=\"" + actual.headerValues()[i] + '"';
            assertEquals(headers.get(i), header, where);
        }
        assertEquals(headers.size(), actual.headerNames().length, where);
    }

    private static void assertTokens(JsonNode expected, Completion actual, String where) {
        TopLists.assertEqual(expected.get("top"), actual, where);
        JsonNode ids = expected.get("tokenIds");
        assertEquals(
                ids.isNull() ? "null" : ids.toString().replace(",", ", "),
                Arrays.toString(actual.tokenIds()),
                where);
        if (actual.rows() != null) {
            assertRows(expected.get("rows"), actual.rows(), where);
            return;
        }
        List<String> statuses = new ArrayList<>();
        for (byte status : actual.statuses()) {
            statuses.add('"' + TokenStatus.of(status).name() + '"');
        }
        assertEquals(expected.get("statuses").toString(), "[" + String.join(",", statuses) + "]");
        double nllSum = 0;
        for (int i = 0; i < actual.tokens(); i++) {
            double logprob = actual.logprobs()[i];
            boolean measured = TokenStatus.of(actual.statuses()[i]) == TokenStatus.OK;
            assertEquals(measured, !Double.isNaN(logprob), where + " position " + i);
            if (measured) {
                double value = expected.get("logprobs").get(i).asDouble();
                // One ulp: Python's log and StrictMath's may round differently.
                assertEquals(value, logprob, Math.ulp(value), where + " position " + i);
                nllSum -= logprob;
            }
        }
        // Plain summation of at most 300 terms against Python's exact sum.
        assertEquals(expected.get("nllSum").asDouble(), nllSum, 1e-10, where);
    }

    /** Made-up logits are exact in every type that they are stored in. */
    private static void assertRows(JsonNode expected, LogitRows actual, String where) {
        assertEquals(expected.get("type").asText(), actual.type().name(), where);
        List<List<Float>> rows = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(actual.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < actual.rows(); row++) {
            rows.add(new ArrayList<>());
            for (int i = 0; i < actual.vocabulary(); i++) {
                int at = actual.rowOffset(row) + i * actual.type().bytes();
                boolean wide = actual.type() == ElementType.F32;
                int bits = wide ? bytes.getInt(at) : bytes.getShort(at) << 16;
                rows.get(row).add(Float.intBitsToFloat(bits));
            }
        }
        assertEquals(expected.get("values").toString(), rows.toString().replace(" ", ""), where);
    }

    private static String text(JsonNode node, String key) {
        return node.get(key).isNull() ? null : node.get(key).asText();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void everyPrefixEndsInCompletionsOrAFaultWithOffset(Path golden) {
        byte[] bytes = Goldens.bytes(golden);
        int step = bytes.length <= PREFIXES_ALL_UP_TO ? 1 : bytes.length / PREFIXES_SAMPLED;
        for (int length = 0; length < bytes.length; length += step) {
            decodeOrFault(Arrays.copyOf(bytes, length));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void mutilatedPayloadEndsInCompletionsOrAFaultWithOffset(String format) throws IOException {
        System.out.println("mutations of " + format + ", seed " + SEED);
        List<byte[]> originals = new ArrayList<>();
        for (Path golden : Goldens.of(format)) {
            byte[] bytes = Goldens.bytes(golden);
            if (bytes.length <= MUTATED_BYTES_MAX) {
                originals.add(bytes);
            }
        }
        SplittableRandom random = new SplittableRandom(SEED);
        int decoded = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] original = originals.get(random.nextInt(originals.size()));
            decoded += decodeOrFault(Mutations.mutate(original, random)) ? 1 : 0;
        }
        // Both outcomes must occur, or the mutations test nothing.
        assertTrue(decoded > 0 && decoded < MUTATIONS, decoded + " decoded");
    }

    private static boolean decodeOrFault(byte[] bytes) {
        try {
            for (Completion completion : Goldens.decode(bytes)) {
                assertConsistent(completion);
            }
            return true;
        } catch (MalformedPayloadException e) {
            assertNotNull(e.reason());
            assertTrue(
                    e.offset() >= 0 && e.offset() <= bytes.length,
                    () -> e.getMessage() + " of " + bytes.length);
            return false;
        }
    }

    private static void assertConsistent(Completion completion) {
        int tokens = completion.tokens();
        Extent extent = completion.extent();
        boolean end = extent.firstPosition() == Extent.FOLLOWS && extent.finished();
        assertTrue(tokens > 0 || end || completion.text() != null);
        TopLists.assertConsistent(completion);
        if (completion.rows() != null) {
            assertConsistent(completion.rows(), completion.tokenIds());
            return;
        }
        assertEquals(tokens, completion.statuses().length);
        assertTrue(completion.tokenIds() == null || completion.tokenIds().length == tokens);
        int expected = extent.tokensExpected();
        int scorable = 0;
        for (int i = 0; i < tokens; i++) {
            TokenStatus status = TokenStatus.of(completion.statuses()[i]);
            double logprob = completion.logprobs()[i];
            scorable += status.expected() ? 1 : 0;
            assertEquals(status == TokenStatus.OK, logprob <= 0, status + " " + logprob);
            assertFalse(status != TokenStatus.OK && !Double.isNaN(logprob));
        }
        assertTrue(expected == -1 || expected >= scorable);
    }

    private static void assertConsistent(LogitRows rows, int[] targets) {
        assertEquals(rows.rows(), targets.length);
        long end = rows.rowOffset(rows.rows() - 1) + (long) rows.vocabulary() * rows.type().bytes();
        assertTrue(rows.offset() >= 0 && end <= rows.bytes().length);
        for (int target : targets) {
            assertTrue(target >= 0 && target < rows.vocabulary());
        }
    }
}
