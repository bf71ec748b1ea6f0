package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.ElementType;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs each benchmark body once, so that no benchmark measures a wrong answer. */
final class BenchmarkCorrectnessTest {
    @ParameterizedTest
    @EnumSource
    void benchmarksOfBothTwinsGiveTheSame(ElementType type) {
        var scalar = benchmark(type);
        var panama = benchmark(type);

        RowStatistics row = scalar.rowScalar();
        LogSpaceTwinsTest.assertSameBits("row", row, panama.rowPanama());
        assertTrue(Double.isFinite(row.nll) && row.entropy > 0, "the rows hold no NaN");
        PairStatistics pair = scalar.pairScalar();
        assertEquals(pair.forwardKl, panama.pairPanama().forwardKl);
        assertTrue(pair.forwardKl > 0 && pair.forwardKl < 100);
        pair = scalar.pairSymmetricScalar();
        assertEquals(pair.js, panama.pairSymmetricPanama().js);
        assertTrue(pair.js > 0 && pair.js < 100, "codes at random are no distribution");
        RowStatistics nll = scalar.nllScalar();
        LogSpaceTwinsTest.assertSameBits("nll", nll, panama.nllPanama());
    }

    @ParameterizedTest
    @EnumSource
    void plainLoopsComputeTheSame(ElementType type) {
        RowStatistics row = benchmark(type).rowScalar();

        assertEquals(row.logSumExp, benchmark(type).mathExpLoop(), 1e-6);
        if (type != ElementType.U16_CODES) { // which are no distribution here
            double moments = row.entropy + row.varentropy;
            assertEquals(moments, benchmark(type).mathExpMomentsLoop(), 1e-4);
        }
        if (KernelSelection.vectorModulePresent()) {
            benchmark(type).plainVectorSum();
        }
    }

    @Test
    void tablePrintsEveryOperation() {
        var lines = new ArrayList<String>();
        KernelTable.measure(1000, ElementType.F32, 50_000, 1, 0, false, lines::add);

        int operations = KernelSelection.vectorModulePresent() ? 12 : 6;
        assertEquals(operations, lines.size());
        assertEquals(KernelTable.HEADER.split(",").length, lines.get(0).split(",").length);
    }

    private static LogSpaceBenchmark benchmark(ElementType type) {
        var benchmark = new LogSpaceBenchmark();
        benchmark.type = type;
        benchmark.vocabulary = 1000;
        benchmark.bytesTotal = 50_000;
        benchmark.fillRows();
        return benchmark;
    }
}
