package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.surprisal.event.ElementType;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both kernels give the same bits, whatever the row; at the width of the JVM that runs this. */
final class LogSpaceTwinsTest {
    private static final int[] SIZES = {1, 7, 15, 16, 17, 31, 33, 129, 511, 512, 513, 1023, 5000};

    private LogSpace scalar;
    private LogSpace panama;
    private final RowStatistics scalarRow = new RowStatistics();
    private final RowStatistics panamaRow = new RowStatistics();
    private final PairStatistics scalarPair = new PairStatistics();
    private final PairStatistics panamaPair = new PairStatistics();

    @BeforeEach
    void createTwins() {
        assumeTrue(KernelSelection.vectorModulePresent(), "jdk.incubator.vector is not there");
        assumeTrue(KernelSelection.vectorBitsSupported(), "vectors of neither 256 nor 512 bits");
        scalar = LogSpace.of(new ScalarLogSpaceKernel());
        panama = LogSpace.of(new PanamaLogSpaceKernel());
    }

    @ParameterizedTest
    @EnumSource
    void hostileRowsGiveTheSameBits(ElementType type) {
        for (int vocabulary : SIZES) {
            for (Rows.Shape shape : Rows.hostile(vocabulary)) {
                compareRow(shape.name(), type, Rows.encode(type, shape.of(vocabulary)), vocabulary);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void hostilePairsGiveTheSameBits(ElementType type) {
        for (ElementType referenceType : ElementType.values()) {
            for (int vocabulary : SIZES) {
                byte[] reference = Rows.encode(referenceType, Rows.normal(2, vocabulary, -1, 3));
                for (Rows.Shape shape : Rows.hostile(vocabulary)) {
                    byte[] bytes = Rows.encode(type, shape.of(vocabulary));
                    comparePair(shape.name(), type, bytes, referenceType, reference, vocabulary);
                }
            }
        }
    }

    /** Random bytes are every float there is: NaN, infinities, subnormals and huge numbers. */
    @ParameterizedTest
    @EnumSource
    void randomBytesGiveTheSameBits(ElementType type) {
        long seed = Rows.seed("randomBytesGiveTheSameBits");
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            int vocabulary = 1 + random.nextInt(40);
            byte[] bytes = new byte[type.rowHeaderBytes() + vocabulary * type.bytes()];
            byte[] others = new byte[bytes.length];
            random.nextBytes(bytes);
            random.nextBytes(others);
            compareRow("seed " + seed, type, bytes, vocabulary);
            comparePair("seed " + seed, type, bytes, type, others, vocabulary);
        }
    }

    /** Near and beyond the end of the exponential: subnormal weights, differences that overflow. */
    @Test
    void extremeFloatsGiveTheSameBits() {
        float[] extremes = {
            Float.NEGATIVE_INFINITY,
            -Float.MAX_VALUE,
            Float.MAX_VALUE,
            -0f,
            0f,
            Float.MIN_VALUE,
            -Float.MIN_NORMAL,
            -87f,
            -87.2f,
            -87.4f,
            -87.6f,
            -87.68f,
            -87.7f,
            -88f,
            -88.1f,
            -104f
        };
        long seed = Rows.seed("extremeFloatsGiveTheSameBits");
        var random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            float[] logits = new float[1 + random.nextInt(1100)];
            float[] others = new float[logits.length];
            // Mostly the tail below a maximum of 0, at times anything.
            int from = random.nextInt(4) == 0 ? 0 : 3;
            for (int j = 0; j < logits.length; j++) {
                logits[j] = extremes[from + random.nextInt(extremes.length - from)];
                others[j] = extremes[from + random.nextInt(extremes.length - from)];
            }
            byte[] bytes = Rows.encode(ElementType.F32, logits);
            byte[] otherBytes = Rows.encode(ElementType.F32, others);
            compareRow("seed " + seed, ElementType.F32, bytes, logits.length);
            comparePair(
                    "seed " + seed,
                    ElementType.F32,
                    bytes,
                    ElementType.F32,
                    otherBytes,
                    logits.length);
        }
    }

    @Test
    void maskedRowsGiveTheSameBits() {
        float[] logits = Rows.normal(3, 3000, 0, 2);
        float[] others = logits.clone();
        Arrays.fill(logits, 0, 600, Float.NEGATIVE_INFINITY);
        Arrays.fill(others, 400, 2999, Float.NEGATIVE_INFINITY);
        byte[] bytes = Rows.encode(ElementType.F32, logits);
        byte[] otherBytes = Rows.encode(ElementType.F32, others);

        compareRow("masked", ElementType.F32, bytes, 3000);
        comparePair("masked", ElementType.F32, bytes, ElementType.F32, otherBytes, 3000);
    }

    @Test
    void realVocabularyGivesTheSameBits() {
        byte[] bytes = Rows.encode(ElementType.F32, Rows.normal(4, 262144, 5, 3));
        byte[] others = Rows.encode(ElementType.F32, Rows.normal(5, 262144, 5, 3));

        compareRow("262144", ElementType.F32, bytes, 262144);
        comparePair("262144", ElementType.F32, bytes, ElementType.F32, others, 262144);
    }

    private void compareRow(String name, ElementType type, byte[] bytes, int vocabulary) {
        int target = vocabulary / 2;
        scalar.row(type, bytes, 0, vocabulary, target, scalarRow);
        panama.row(type, bytes, 0, vocabulary, target, panamaRow);
        assertSameBits(name + ", " + type + ", V = " + vocabulary, scalarRow, panamaRow);
    }

    private void comparePair(
            String name,
            ElementType type,
            byte[] bytes,
            ElementType referenceType,
            byte[] reference,
            int vocabulary) {
        int target = vocabulary / 2;
        scalar.pair(
                type, bytes, 0, referenceType, reference, 0, vocabulary, target, true, scalarPair);
        panama.pair(
                type, bytes, 0, referenceType, reference, 0, vocabulary, target, true, panamaPair);
        String message = name + ", " + type + " vs " + referenceType + ", V = " + vocabulary;
        assertSameBits(message, scalarPair.model, panamaPair.model);
        assertSameBits(message, scalarPair.reference, panamaPair.reference);
        assertSameBits(message, scalarPair.forwardKl, panamaPair.forwardKl);
        assertSameBits(message, scalarPair.reverseKl, panamaPair.reverseKl);
        assertSameBits(message, scalarPair.js, panamaPair.js);
        assertSameBits(message, scalarPair.tv, panamaPair.tv);
        assertSameBits(message, scalarPair.deltaP, panamaPair.deltaP);
        assertEquals(scalarPair.sameTop, panamaPair.sameTop, message);
    }

    static void assertSameBits(String name, RowStatistics expected, RowStatistics actual) {
        assertSameBits(name, expected.logSumExp, actual.logSumExp);
        assertSameBits(name, expected.nll, actual.nll);
        assertSameBits(name, expected.entropy, actual.entropy);
        assertSameBits(name, expected.varentropy, actual.varentropy);
        assertSameBits(name, expected.meanLogit, actual.meanLogit);
        assertSameBits(name, expected.maxLogProb, actual.maxLogProb);
        assertEquals(expected.argmax, actual.argmax, name);
        assertEquals(expected.rank, actual.rank, name);
        assertEquals(expected.targetFloored, actual.targetFloored, name);
    }

    private static void assertSameBits(String name, double expected, double actual) {
        assertEquals(
                Double.doubleToRawLongBits(expected),
                Double.doubleToRawLongBits(actual),
                () -> name + ": " + expected + " and " + actual);
    }
}
