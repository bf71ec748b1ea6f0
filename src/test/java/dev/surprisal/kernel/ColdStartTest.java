package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.surprisal.event.ElementType;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ColdStartTest {

    private static final int VOCABULARY = 1000;

    @Test
    void whereTheScalarKernelGivesWayCannotBeSeen() {
        assumeTrue(KernelSelection.vectorModulePresent());
        byte[] bytes = new byte[4 * VOCABULARY * 20];
        Random random = new Random(5);
        for (int i = 3; i < bytes.length; i += 4) {
            // The upper byte alone: floats of moderate size.
            bytes[i] = (byte) (0x3f + random.nextInt(3));
            bytes[i - 1] = (byte) random.nextInt();
        }
        for (int cold : new int[] {0, 1, 3 * VOCABULARY, 1_000_000}) {
            LogSpace starting = LogSpace.startingCold(new PanamaLogSpaceKernel(), cold);
            LogSpace warm = LogSpace.of(new PanamaLogSpaceKernel());
            for (int row = 0; row < 10; row++) {
                assertSameBits(starting, warm, bytes, row);
            }
        }
    }

    private static void assertSameBits(LogSpace a, LogSpace b, byte[] bytes, int row) {
        PairStatistics x = new PairStatistics();
        PairStatistics y = new PairStatistics();
        int at = 8 * VOCABULARY * row;
        int other = at + 4 * VOCABULARY;
        ElementType f32 = ElementType.F32;
        a.pair(f32, bytes, at, f32, bytes, other, VOCABULARY, row, true, x);
        b.pair(f32, bytes, at, f32, bytes, other, VOCABULARY, row, true, y);
        assertEquals(
                Double.doubleToRawLongBits(y.forwardKl), Double.doubleToRawLongBits(x.forwardKl));
        assertEquals(Double.doubleToRawLongBits(y.js), Double.doubleToRawLongBits(x.js));
        a.row(f32, bytes, at, VOCABULARY, row, x.model);
        b.row(f32, bytes, at, VOCABULARY, row, y.model);
        assertEquals(
                Double.doubleToRawLongBits(y.model.entropy),
                Double.doubleToRawLongBits(x.model.entropy));
    }
}
