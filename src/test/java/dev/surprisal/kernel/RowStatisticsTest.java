package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The losses that follow from a row's numbers. */
final class RowStatisticsTest {
    private final RowStatistics row = new RowStatistics();

    @Test
    void withoutFocusOrSmoothingBothAreTheNll() {
        row.nll = 1.75;
        row.meanLogit = Double.NEGATIVE_INFINITY;

        assertEquals(1.75, row.focalNll(0));
        assertEquals(1.75, row.labelSmoothedNll(0));
    }

    @Test
    void fullSmoothingForgetsTheTarget() {
        row.nll = Double.POSITIVE_INFINITY;
        row.logSumExp = 3;
        row.meanLogit = 1;

        assertEquals(2.0, row.labelSmoothedNll(1));
    }

    @Test
    void certaintyHasNoFocalLoss() {
        row.nll = 0;
        assertEquals(0.0, row.focalNll(2));
        row.nll = -1e-5; // codes round
        assertEquals(0.0, row.focalNll(0.5));
        assertEquals(-1e-5, row.focalNll(0));
    }

    /** 1 − p is about nll there, so the loss is about nll^3; 1 − exp(−nll) would give 0. */
    @Test
    void focalLossIsExactNearCertainty() {
        row.nll = 1e-20;
        assertEquals(1e-60, row.focalNll(2), 1e-72);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void epsilonMustBeAProbability(double epsilon) {
        assertThrows(IllegalArgumentException.class, () -> row.labelSmoothedNll(epsilon));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void gammaMustBeFiniteAndNotNegative(double gamma) {
        assertThrows(IllegalArgumentException.class, () -> row.focalNll(gamma));
    }
}
