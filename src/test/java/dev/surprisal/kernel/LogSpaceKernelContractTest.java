package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.ElementType;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kernel owes: right numbers, on rows of every length, shape and element type. */
abstract class LogSpaceKernelContractTest extends LogSpaceContract {
    private static final int[] AWKWARD = {
        1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 127, 128, 129, 511, 512, 513, 1023, 1025
    };

    static int[] awkwardSizes() {
        return AWKWARD;
    }

    @ParameterizedTest
    @MethodSource("awkwardSizes")
    void rowsOfAnyLengthMatchTheOracle(int vocabulary) {
        for (Rows.Shape shape : Rows.hostile(vocabulary)) {
            checkRow(shape.name(), ElementType.F32, shape.of(vocabulary));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32000, 128256, 151936, 262144})
    void rowsOfRealVocabulariesMatchTheOracle(int vocabulary) {
        for (Rows.Shape shape : Rows.hostile(17)) {
            checkRow(shape.name(), ElementType.F32, shape.of(vocabulary));
        }
    }

    @ParameterizedTest
    @MethodSource("awkwardSizes")
    void pairsOfAnyLengthMatchTheOracle(int vocabulary) {
        for (Rows.Shape shape : Rows.hostile(vocabulary)) {
            float[] logits = shape.of(vocabulary);
            checkPair(shape.name(), logits, disturbed(logits, 0.1));
            checkPair(shape.name(), logits, Rows.normal(5, vocabulary, -3, 2));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32000, 262144})
    void pairsOfRealVocabulariesMatchTheOracle(int vocabulary) {
        for (Rows.Shape shape : Rows.hostile(18)) {
            float[] logits = shape.of(vocabulary);
            checkPair(shape.name(), logits, disturbed(logits, 0.1));
            checkPair(shape.name(), logits, Rows.normal(5, vocabulary, 1000, 2));
        }
    }

    @Test
    void randomRowsMatchTheOracle() {
        long seed = Rows.seed("randomRowsMatchTheOracle");
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            int vocabulary = 1 + random.nextInt(3000);
            double spread = StrictMath.exp(random.nextGaussian() * 2);
            double centre = random.nextGaussian() * 1000;
            float[] logits = Rows.normal(random.nextLong(), vocabulary, centre, spread);
            checkRow("seed " + seed, ElementType.F32, logits);
            checkPair("seed " + seed, logits, disturbed(logits, random.nextDouble()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyElementTypeMatchesTheOracle(ElementType type) {
        for (int vocabulary : new int[] {1, 17, 129, 513, 32000}) {
            for (Rows.Shape shape : Rows.hostile(3)) {
                // Binary16 ends at 65,504; the rest is for the other types.
                checkRow(shape.name(), type, shape.of(vocabulary));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyElementTypeCanBeComparedWithEveryOther(ElementType type) {
        for (ElementType referenceType : ElementType.values()) {
            float[] logits = Rows.normal(6, 1234, 1, 3);
            checkPair(type + " vs " + referenceType, type, logits, referenceType, logits);
            float[] others = Rows.normal(7, 1234, -4, 2);
            checkPair(type + " vs " + referenceType, type, logits, referenceType, others);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyBitPatternDecodes(ElementType type) {
        if (type == ElementType.F32) {
            return; // a copy
        }
        byte[] bytes = new byte[1 + (2 << 16)];
        for (int code = 0; code < 1 << 16; code++) {
            bytes[1 + 2 * code] = (byte) code;
            bytes[2 + 2 * code] = (byte) (code >>> 8);
        }
        byte[] decoded = new byte[Float.BYTES << 16];
        byte[] plain = new byte[decoded.length];
        BlockDecoder.decode(type, bytes, 1, 1 << 16, 2.44e-4f, -17.3f, plain);
        kernel().decodeAndScan(
                        type, bytes, 1, 1 << 16, 2.44e-4f, -17.3f, decoded, 0f, 0f, new LaneSums());

        for (int code = 0; code < 1 << 16; code++) {
            double expected =
                    switch (type) {
                        case F16 -> Rows.f16(code);
                        case BF16 -> Float.intBitsToFloat(code << 16);
                        default -> 2.44e-4f * code + -17.3f;
                    };
            // As double, so that the sign of zero counts.
            float actual = BlockDecoder.f32(decoded, code * Float.BYTES);
            assertEquals(expected, (double) actual, type + " " + code);
            float scalar = BlockDecoder.f32(plain, code * Float.BYTES);
            assertEquals(expected, (double) scalar, type + " " + code);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsAtAnyByteOffsetGiveTheSame(ElementType type) {
        float[] logits = Rows.normal(8, 1111, 0, 3);
        logSpace.row(type, Rows.encode(type, logits), 0, logits.length, 5, row);
        var moved = new RowStatistics();

        for (int offset = 1; offset < 70; offset++) {
            byte[] bytes = Rows.encode(type, offset, logits);
            logSpace.row(type, bytes, offset, logits.length, 5, moved);
            LogSpaceTwinsTest.assertSameBits("offset " + offset, row, moved);
        }
    }

    @Test
    void exponentialIsWithinItsBound() {
        float[] x = new float[LogSpaceKernel.BLOCK];
        float[] n = new float[LogSpaceKernel.BLOCK];
        float[] e = new float[LogSpaceKernel.BLOCK];
        double worst = 0;
        for (int step = 0; step < 4000; step++) {
            for (int i = 0; i < x.length; i++) {
                x[i] = -87f * (step * x.length + i) / (4000f * x.length);
            }
            kernel().weigh(encode(x), 0, x.length, 0f, n, e);
            for (int i = 0; i < x.length; i++) {
                double exact = StrictMath.exp(x[i]);
                worst = Math.max(worst, Math.abs(e[i] - exact) / exact);
            }
        }
        assertTrue(worst <= 1.3 * 0x1p-24, "relative error " + worst);
    }

    @Test
    void exponentialOfZeroIsOneAndOfTheFarTailIsZero() {
        float[] x = new float[LogSpaceKernel.LANES];
        float[] n = new float[x.length];
        float[] e = new float[x.length];
        Arrays.fill(x, Float.NEGATIVE_INFINITY);
        x[0] = 3f;
        x[1] = 3f - 87.7f;
        x[2] = -Float.MAX_VALUE;
        kernel().weigh(encode(x), 0, x.length, 3f, n, e);

        assertEquals(1f, e[0]);
        assertEquals(0f, e[1]);
        assertEquals(0f, e[2]);
        assertEquals(0f, e[5]);
        assertEquals(0f, n[0]);
        assertEquals(ExpPolynomial.ARGUMENT_MAX, n[5]);
    }

    @Test
    void scanSeesWhatIsAboveTheMaximumAndWhatIsNoNumber() {
        float[] x = new float[LogSpaceKernel.LANES];
        var sums = new LaneSums();
        x[7] = 3f;
        kernel().scan(encode(x), 0, x.length, 3f, 0f, sums);
        assertFalse(kernel().exceeds(sums));
        assertEquals(1, sums.blockAbove[7]);
        assertEquals(0, sums.blockAbove[8]);

        x[7] = Math.nextUp(3f);
        x[9] = Float.intBitsToFloat(0x7fc00000);
        x[10] = Float.intBitsToFloat(0xffc00000);
        kernel().scan(encode(x), 0, x.length, 3f, 0f, sums);
        assertTrue(kernel().exceeds(sums));
        assertTrue(Float.isNaN(sums.block[LaneSums.DEPTH + 9]));
        assertTrue(Float.isNaN(sums.block[LaneSums.DEPTH + 10]));
        assertEquals(3f, sums.block[LaneSums.DEPTH + 8]);
    }

    @ParameterizedTest
    @EnumSource
    void nllAloneIsTheSameBits(ElementType type) {
        var light = new RowStatistics();
        for (int vocabulary : AWKWARD) {
            for (Rows.Shape shape : Rows.hostile(vocabulary)) {
                byte[] bytes = Rows.encode(type, shape.of(vocabulary));
                logSpace.nll(type, bytes, 0, vocabulary, vocabulary / 2, light);
                logSpace.row(type, bytes, 0, vocabulary, vocabulary / 2, row);

                assertEquals(Double.NaN, light.entropy);
                assertEquals(Double.NaN, light.varentropy);
                light.entropy = row.entropy;
                light.varentropy = row.varentropy;
                LogSpaceTwinsTest.assertSameBits(shape.name(), row, light);
            }
        }
    }

    private void checkRow(String name, ElementType type, float[] logits) {
        int vocabulary = logits.length;
        byte[] bytes = Rows.encode(type, logits);
        var oracle = oracle(type, bytes, vocabulary);
        for (int target : new int[] {0, vocabulary / 3, oracle.argmax, vocabulary - 1}) {
            logSpace.row(type, bytes, 0, vocabulary, target, row);
            checkRow(name + ", " + type + ", V = " + vocabulary, oracle, target, row);
        }
    }

    private static void checkRow(String name, RowOracle oracle, int target, RowStatistics actual) {
        assertEquals(oracle.logSumExp, actual.logSumExp, 1e-6, name);
        assertEquals(-oracle.logProbs[target], actual.nll, 1e-6, name);
        assertEquals(oracle.entropy, actual.entropy, 1e-5, name);
        assertEquals(oracle.varentropy, actual.varentropy, 1e-4, name);
        assertEquals(oracle.logProbs[oracle.argmax], actual.maxLogProb, 1e-6, name);
        double spread = oracle.logits[oracle.argmax] - oracle.meanLogit;
        assertEquals(oracle.meanLogit, actual.meanLogit, 1e-9 + 1e-6 * spread, name);
        assertEquals(oracle.argmax, actual.argmax, name);
        assertEquals(oracle.rank(target), actual.rank, name);
    }

    private void checkPair(String name, float[] model, float[] reference) {
        checkPair(name, ElementType.F32, model, ElementType.F32, reference);
    }

    private void checkPair(
            String name,
            ElementType type,
            float[] logits,
            ElementType referenceType,
            float[] referenceLogits) {
        int vocabulary = logits.length;
        byte[] bytes = Rows.encode(type, logits);
        byte[] referenceBytes = Rows.encode(referenceType, referenceLogits);
        var p = oracle(type, bytes, vocabulary);
        var q = oracle(referenceType, referenceBytes, vocabulary);
        int target = vocabulary / 2;

        logSpace.pair(
                type, bytes, 0, referenceType, referenceBytes, 0, vocabulary, target, true, pair);

        String message = name + ", V = " + vocabulary;
        checkRow(message, p, target, pair.model);
        checkRow(message, q, target, pair.reference);
        checkDivergence(message, q.kl(p), pair.forwardKl);
        checkDivergence(message, p.kl(q), pair.reverseKl);
        checkDivergence(message, p.js(q), pair.js);
        checkDivergence(message, p.tv(q), pair.tv);
        assertEquals(p.probability(target) - q.probability(target), pair.deltaP, 1e-6, message);
        assertEquals(p.argmax == q.argmax, pair.sameTop, message);
    }

    private static void checkDivergence(String name, double expected, double actual) {
        assertEquals(expected, actual, 1e-5 + 1e-6 * Math.abs(expected), name);
    }
}
