package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.event.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** What every kernel owes to numbers that others computed: NumPy, PyTorch, llama.cpp. */
abstract class LogSpaceGoldenContractTest extends LogSpaceContract {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * row-statistics.json: 55 rows of 1 to 129 logits in float64; p is the model, q the reference.
     */
    @Test
    void rowStatisticsMatchTheGoldenFile() throws IOException {
        JsonNode cases = golden("row-statistics.json").get("cases");
        assertEquals(55, cases.size());
        for (JsonNode golden : cases) {
            float[] logits = floats(golden.get("logits"));
            float[] reference = floats(golden.get("reference_logits"));
            int target = golden.get("target").asInt();
            pair(encode(logits), encode(reference), logits.length, target);
            row(logits, target);

            JsonNode expected = golden.get("expected");
            String name = golden.get("name").asText();
            checkRow(name, expected, row);
            checkRow(name, expected, pair.model);
            near(name, expected, "nll_q", pair.reference.nll, 1e-6);
            near(name, expected, "kl_pq", pair.reverseKl, 1e-5);
            near(name, expected, "kl_qp", pair.forwardKl, 1e-5);
            near(name, expected, "js", pair.js, 1e-5);
            near(name, expected, "tv", pair.tv, 1e-5);
            near(name, expected, "delta_p", pair.deltaP, 1e-6);
            assertEquals(expected.get("same_top").asBoolean(), pair.sameTop, name);
        }
    }

    private static void checkRow(String name, JsonNode expected, RowStatistics actual) {
        near(name, expected, "log_sum_exp", actual.logSumExp, 1e-6);
        near(name, expected, "nll", actual.nll, 1e-6);
        near(name, expected, "entropy", actual.entropy, 1e-5);
        near(name, expected, "varentropy", actual.varentropy, 1e-4);
        near(name, expected, "nll_label_smoothing_0.1", actual.labelSmoothedNll(0.1), 1e-6);
        near(name, expected, "focal_gamma_2", actual.focalNll(2), 1e-6);
        assertEquals(expected.get("argmax").asInt(), actual.argmax, name);
        assertEquals(expected.get("rank").asInt(), actual.rank, name);
    }

    /** The bound of the statistic, plus 1e-6 relative; below 1e-12 is 0. */
    private static void near(
            String name, JsonNode golden, String field, double actual, double bound) {
        double value = golden.get(field).asDouble();
        double expected = Math.abs(value) < 1e-12 ? 0 : value;
        assertEquals(expected, actual, bound + 1e-6 * Math.abs(expected), name + " " + field);
    }

    /** losses.json: recomputed in float64 and checked against PyTorch. */
    @Test
    void lossesMatchTheGoldenFile() throws IOException {
        JsonNode golden = golden("losses.json").get("cross_entropy");
        int rows = golden.get("labels").size();
        double nll = 0;
        double smoothed = 0;
        double focal = 0;
        for (int i = 0; i < rows; i++) {
            row(floats(golden.get("logits").get(i)), golden.get("labels").get(i).asInt());
            nll += row.nll / rows;
            smoothed += row.labelSmoothedNll(0.1) / rows;
            focal += row.focalNll(2) / rows;
        }

        // The logits are decimal fractions, which float32 holds to 6e-8 relative.
        assertEquals(golden.get("mean").asDouble(), nll, 1e-6);
        assertEquals(golden.get("mean_label_smoothing_0.1").asDouble(), smoothed, 1e-6);
        assertEquals(golden.get("mean_focal_gamma_2").asDouble(), focal, 1e-6);
    }

    /** llama.cpp e2eb39e81, its KLD kernel run on a base of 8 logits; target 5. */
    @Test
    void klOfCodesMatchesLlamaCpp() {
        float[] base = {2, 1, .5f, -1, 0, 3, -2, .25f};
        float[] logits = {2.1f, .9f, .6f, -1.2f, .1f, 2.8f, -1.9f, .3f};
        byte[] codes =
                codes(7.629511e-5f, -5.544687f, 52428, 39321, 32768, 13107, 26214, 65535, 0, 29491);
        var codesType = ElementType.U16_CODES;
        logSpace.pair(ElementType.F32, encode(logits), 0, codesType, codes, 0, 8, 5, true, pair);

        assertEquals(0.009476700564846396, pair.forwardKl, 1e-7);
        assertEquals(-0.0628690124, pair.deltaP, 1e-7);
        assertEquals(0.5446867553274974, pair.reference.nll, 1e-6);
        assertEquals(0, pair.reference.logSumExp, 1e-4);
        assertTrue(pair.sameTop);

        // The exact divergence, from the logits themselves.
        pair(encode(logits), encode(base), 8, 5);
        assertEquals(0.009474649242271472, pair.forwardKl, 1e-7);
    }

    @Test
    void codesOfARowMatchLlamaCpp() {
        float[] base = {2, 1, .5f, -1, 0, 3, -2, .25f};
        ByteBuffer row =
                ByteBuffer.wrap(Rows.encode(ElementType.U16_CODES, base))
                        .order(ByteOrder.LITTLE_ENDIAN);

        assertEquals(7.629511e-5f, row.getFloat());
        assertEquals(-5.544687f, row.getFloat());
        for (int code : new int[] {52428, 39321, 32768, 13107, 26214, 65535, 0, 29491}) {
            assertEquals(code, row.getShort() & 0xffff);
        }
    }

    @Test
    void targetIsFlooredOnlyAtCodeZeroOfAClippedRow() {
        assertTrue(floored(16f / 65535, 0));
        assertTrue(floored(24f / 65535, 0));
        assertFalse(floored(16f / 65535, 1));
        assertFalse(floored(15.9f / 65535, 0));
        assertFalse(floored(20f / 65535, 0));
        assertFalse(floored(0f, 0));
    }

    private boolean floored(float scale, int code) {
        byte[] bytes = codes(scale, -17f, 65535, code);
        logSpace.row(ElementType.U16_CODES, bytes, 0, 2, 1, row);
        return row.targetFloored;
    }

    /** Codes are taken as they stand: the log-prob of the target is scale·code + minimum. */
    @Test
    void codesAreNotRenormalised() {
        byte[] bytes = codes(1e-4f, -7f, 65535, 60000, 10, 0);
        logSpace.row(ElementType.U16_CODES, bytes, 0, 4, 1, row);

        assertEquals(-(double) (1e-4f * 60000 + -7f), row.nll);
        assertEquals(row.nll, -oracle(ElementType.U16_CODES, bytes, 4).logProbs[1]);
        // e^-0.4465 + e^-1 + e^-6.999 + e^-7
        assertEquals(0.0095222, row.logSumExp, 1e-6);
    }

    /**
     * The bits themselves, over rows and pairs of every shape and element type: they must not
     * depend on the CPU, the vector width or the JDK. A change of the algorithm changes this
     * number; nothing else may.
     */
    @Test
    void bitsAreTheSameOnEveryMachine() {
        long bits = 0;
        for (ElementType type : ElementType.values()) {
            byte[] reference = Rows.encode(type, Rows.normal(1, 1500, -1, 3));
            for (Rows.Shape shape : Rows.hostile(7)) {
                byte[] bytes = Rows.encode(type, shape.of(1500));
                logSpace.pair(type, bytes, 0, type, reference, 0, 1500, 700, true, pair);
                bits = 31 * bits + hash(pair.model);
                bits = 31 * bits + hash(pair.reference);
                bits = 31 * bits + Double.doubleToRawLongBits(pair.forwardKl);
                bits = 31 * bits + Double.doubleToRawLongBits(pair.reverseKl);
                bits = 31 * bits + Double.doubleToRawLongBits(pair.js);
                bits = 31 * bits + Double.doubleToRawLongBits(pair.tv);
                bits = 31 * bits + Double.doubleToRawLongBits(pair.deltaP);
            }
        }

        assertEquals(2859160081962454729L, bits);
    }

    private static long hash(RowStatistics row) {
        long bits = Double.doubleToRawLongBits(row.logSumExp);
        bits = 31 * bits + Double.doubleToRawLongBits(row.nll);
        bits = 31 * bits + Double.doubleToRawLongBits(row.entropy);
        bits = 31 * bits + Double.doubleToRawLongBits(row.varentropy);
        bits = 31 * bits + Double.doubleToRawLongBits(row.meanLogit);
        bits = 31 * bits + Double.doubleToRawLongBits(row.labelSmoothedNll(0.1));
        bits = 31 * bits + Double.doubleToRawLongBits(row.focalNll(2));
        return 31 * bits + row.argmax + row.rank;
    }

    private static byte[] codes(float scale, float minimum, int... codes) {
        ByteBuffer row = ByteBuffer.allocate(8 + 2 * codes.length).order(ByteOrder.LITTLE_ENDIAN);
        row.putFloat(scale).putFloat(minimum);
        for (int code : codes) {
            row.putShort((short) code);
        }
        return row.array();
    }

    private static JsonNode golden(String name) throws IOException {
        try (var stream = LogSpaceGoldenContractTest.class.getResourceAsStream("/kernel/" + name)) {
            return JSON.readTree(stream);
        }
    }

    private static float[] floats(JsonNode numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers.get(i).asDouble();
        }
        return values;
    }
}
