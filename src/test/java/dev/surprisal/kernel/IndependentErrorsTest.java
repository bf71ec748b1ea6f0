package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.surprisal.kernel.IndependentErrors.PairedSums;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Goldens: mpmath 1.3.0, 40 digits, from llama.cpp's formulas. */
class IndependentErrorsTest {

    private static final double[] NLL = {.5, 1, 2, .1, .3, 4, .2, 2.5, 2.5, .25, .75, 1.5};
    private static final double[] BASE = {.4, 1.1, 1.8, .2, .3, 3, .3, 2, 2.6, .25, .5, 1.25};

    private static final PairedSums SUMS = pairedSums(NLL, BASE);

    @Test
    void meansHaveLlamaCppsErrors() {
        assertClose(.35339264796591857, IndependentErrors.meanError(SUMS.a(), SUMS.aSquared(), 12));
        assertClose(.28635862589812555, IndependentErrors.meanError(SUMS.b(), SUMS.bSquared(), 12));
    }

    @Test
    void theRatioOfPerplexitiesHasLlamaCppsError() {
        assertClose(.0990340909090909, IndependentErrors.covariance(SUMS));
        assertClose(.09391189724653871, IndependentErrors.differenceError(SUMS));
        assertClose(.9786264270875663, IndependentErrors.correlation(SUMS));
    }

    @Test
    void theDifferenceOfPerplexitiesHasLlamaCppsError() {
        double perplexity = 3.669296667619244;
        double basePerplexity = 3.1319839909422753;

        assertClose(
                .457798350451777,
                IndependentErrors.differenceError(SUMS, perplexity, basePerplexity));
    }

    @Test
    void rootMeanSquaresHaveLlamaCppsError() {
        double[] differences = new double[NLL.length];
        Arrays.setAll(differences, i -> NLL[i] - BASE[i]);
        double[] squares = new double[NLL.length];
        Arrays.setAll(squares, i -> differences[i] * differences[i]);

        assertClose(
                .11773804233503521,
                IndependentErrors.rootMeanSquareError(
                        sumOfProducts(differences, differences),
                        sumOfProducts(squares, squares),
                        12));
    }

    @Test
    void sharesHaveTheBinomialError() {
        assertClose(.13055824196677338, IndependentErrors.binomialError(9, 12));
        assertEquals(0.0, IndependentErrors.binomialError(12, 12));
        assertEquals(0.0, IndependentErrors.binomialError(0, 12));
        assertThrows(IllegalArgumentException.class, () -> IndependentErrors.binomialError(13, 12));
        assertThrows(IllegalArgumentException.class, () -> IndependentErrors.binomialError(-1, 12));
    }

    @Test
    void fewerThanTwoTokensHaveNoError() {
        for (int n = 0; n < 2; n++) {
            PairedSums sums = pairedSums(Arrays.copyOf(NLL, n), Arrays.copyOf(BASE, n));

            assertEquals(Double.NaN, IndependentErrors.meanError(sums.a(), sums.aSquared(), n));
            assertEquals(Double.NaN, IndependentErrors.covariance(sums));
            assertEquals(Double.NaN, IndependentErrors.correlation(sums));
            assertEquals(Double.NaN, IndependentErrors.differenceError(sums));
            assertEquals(Double.NaN, IndependentErrors.binomialError(n, n));
            assertEquals(
                    Double.NaN,
                    IndependentErrors.rootMeanSquareError(sums.a(), sums.aSquared(), n));
        }
    }

    @Test
    void twoTokensAreEnough() {
        PairedSums sums = pairedSums(new double[] {1, 3}, new double[] {2, 8});

        assertEquals(1.0, IndependentErrors.meanError(sums.a(), sums.aSquared(), 2));
        assertEquals(3.0, IndependentErrors.covariance(sums));
        assertEquals(1.0, IndependentErrors.correlation(sums));
        assertEquals(2.0, IndependentErrors.differenceError(sums));
    }

    @Test
    void valuesThatDoNotVaryHaveNoErrorAndNoCorrelation() {
        double[] constant = new double[12];
        Arrays.fill(constant, 0.1);
        PairedSums sums = pairedSums(constant, BASE);

        assertEquals(0.0, IndependentErrors.meanError(sums.a(), sums.aSquared(), 12));
        assertEquals(Double.NaN, IndependentErrors.correlation(sums));
        assertEquals(
                0.0, IndependentErrors.rootMeanSquareError(BigDecimal.ZERO, BigDecimal.ZERO, 12));
    }

    @Test
    void aModelAgainstItselfDiffersByNothing() {
        PairedSums sums = pairedSums(NLL, NLL);

        assertEquals(0.0, IndependentErrors.differenceError(sums));
        assertEquals(1.0, IndependentErrors.correlation(sums));
    }

    @Test
    void oppositesCorrelateAtMinusOne() {
        double[] opposite = new double[NLL.length];
        Arrays.setAll(opposite, i -> -NLL[i]);

        assertEquals(-1.0, IndependentErrors.correlation(pairedSums(NLL, opposite)));
    }

    @Test
    void aVarianceRoundedBelowZeroIsZero() {
        BigDecimal sum = BigDecimal.valueOf(12);
        BigDecimal tooSmall =
                BigDecimal.valueOf(12)
                        .subtract(BigDecimal.valueOf(2).pow(-96, MathContext.DECIMAL128));

        assertEquals(0.0, IndependentErrors.meanError(sum, tooSmall, 12));
    }

    private static PairedSums pairedSums(double[] a, double[] b) {
        double[] ones = new double[a.length];
        Arrays.fill(ones, 1);
        return new PairedSums(
                a.length,
                sumOfProducts(a, ones),
                sumOfProducts(a, a),
                sumOfProducts(b, ones),
                sumOfProducts(b, b),
                sumOfProducts(a, b));
    }

    private static BigDecimal sumOfProducts(double[] x, double[] y) {
        long[] sum = ExactSums.create(1);
        for (int i = 0; i < x.length; i++) {
            ExactSums.addProduct(sum, 0, x[i], y[i]);
        }
        return ExactSums.toBigDecimal(sum, 0);
    }

    private static void assertClose(double expected, double actual) {
        assertEquals(expected, actual, Math.abs(expected) * 1e-12);
    }
}
