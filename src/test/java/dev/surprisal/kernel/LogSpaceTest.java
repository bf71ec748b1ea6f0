package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The facade: which kernel runs, and what it refuses. */
final class LogSpaceTest {
    private final LogSpace logSpace = LogSpace.create();
    private final RowStatistics row = new RowStatistics();

    @Test
    void fastKernelRunsWhereTheModuleIsPresent() {
        if (KernelSelection.vectorModulePresent() && KernelSelection.vectorBitsSupported()) {
            assertEquals("panama-" + PanamaLogSpaceKernel.vectorBits(), LogSpace.kernelName());
            assertNull(LogSpace.kernelAdvice());
            return;
        }
        assertEquals("scalar", LogSpace.kernelName());
        assertTrue(LogSpace.kernelAdvice().startsWith("The scalar kernel is in use"));
    }

    @Test
    void adviceNamesTheFlagWhereTheModuleIsMissing() {
        if (!KernelSelection.vectorModulePresent()) {
            assertTrue(LogSpace.kernelAdvice().contains("--add-modules jdk.incubator.vector"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowMustLieWithinItsBytes(ElementType type) {
        byte[] bytes = Rows.encode(type, 1f, 2f, 3f);
        logSpace.row(type, bytes, 0, 3, 2, row);

        assertThrows(IndexOutOfBoundsException.class, () -> reduce(type, bytes, 1, 3, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> reduce(type, bytes, 0, 4, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> reduce(type, bytes, -1, 3, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> reduce(type, bytes, 0, 1 << 30, 0));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> reduce(type, bytes, Integer.MAX_VALUE, 3, 0));
    }

    @Test
    void targetMustLieWithinTheVocabulary() {
        byte[] bytes = Rows.encode(ElementType.F32, 1f, 2f, 3f);

        assertThrows(
                IndexOutOfBoundsException.class, () -> reduce(ElementType.F32, bytes, 0, 3, 3));
        assertThrows(
                IndexOutOfBoundsException.class, () -> reduce(ElementType.F32, bytes, 0, 3, -1));
    }

    @Test
    void vocabularyMustBePositive() {
        byte[] bytes = new byte[8];

        assertThrows(IllegalArgumentException.class, () -> reduce(ElementType.F32, bytes, 0, 0, 0));
        assertThrows(
                IllegalArgumentException.class, () -> reduce(ElementType.F32, bytes, 0, -3, 0));
    }

    @Test
    void referenceIsCheckedToo() {
        byte[] bytes = Rows.encode(ElementType.F32, 1f, 2f, 3f);
        byte[] shorter = Rows.encode(ElementType.F32, 1f, 2f);
        var pair = new PairStatistics();

        assertThrows(
                IndexOutOfBoundsException.class,
                () ->
                        logSpace.pair(
                                ElementType.F32,
                                bytes,
                                0,
                                ElementType.F32,
                                shorter,
                                0,
                                3,
                                0,
                                false,
                                pair));
    }

    @Test
    void symmetricDivergencesAreNanUnlessAskedFor() {
        byte[] bytes = Rows.encode(ElementType.F32, 1f, 2f, 3f);
        var pair = new PairStatistics();
        var type = ElementType.F32;
        logSpace.pair(type, bytes, 0, type, bytes, 0, 3, 0, true, pair);
        assertEquals(0.0, pair.js);
        logSpace.pair(type, bytes, 0, type, bytes, 0, 3, 0, false, pair);
        assertEquals(Double.NaN, pair.js);
        assertEquals(Double.NaN, pair.tv);
    }

    @Test
    void nothingIsLeftFromTheRowBefore() {
        byte[] poisoned = Rows.encode(ElementType.F32, 1f, Float.NaN, Float.NEGATIVE_INFINITY);
        byte[] clean = Rows.encode(ElementType.F32, 1f, 2f, 3f);
        logSpace.row(ElementType.F32, clean, 0, 3, 2, row);
        double nll = row.nll;
        reduce(ElementType.F32, poisoned, 0, 3, 2);
        reduce(ElementType.F32, clean, 0, 3, 2);

        assertEquals(nll, row.nll);
        assertEquals(2.0, row.meanLogit, 1e-6);
        assertEquals(1, row.rank);
    }

    private void reduce(ElementType type, byte[] bytes, int offset, int vocabulary, int target) {
        logSpace.row(type, bytes, offset, vocabulary, target, row);
    }
}
