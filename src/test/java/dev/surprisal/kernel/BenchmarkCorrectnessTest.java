package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.ElementType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs each benchmark body once, so that no benchmark measures a wrong answer. */
final class BenchmarkCorrectnessTest {
    @ParameterizedTest
    @EnumSource
    void benchmarksOfBothTwinsGiveTheSame(ElementType type) {
        var scalar = benchmark(type);
        var panama = benchmark(type);

        RowStatistics row = scalar.logSumExpScalar();
        LogSpaceTwinsTest.assertSameBits("row", row, panama.logSumExpPanama());
        assertTrue(Double.isFinite(row.nll) && row.entropy > 0, "the rows hold no NaN");
        PairStatistics pair = scalar.pairScalar();
        assertEquals(pair.forwardKl, panama.pairPanama().forwardKl);
        assertTrue(pair.forwardKl > 0 && pair.forwardKl < 100);
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
