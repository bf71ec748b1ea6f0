package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogRatioTest {

    private static final long SEED = 7_01;
    private static final MathContext DIGITS = new MathContext(60);

    /** ln p, ln q, k1, k2, k3: NeMo-RL's test_calculate_kl and others. */
    private static final double[][] GOLDEN = {
        {-1, 0, -1, .5, .718281828459045},
        {-1, -15, 14, 98, 13.00000083152872},
        {-1, -30, 29, 420.5, 28.00000000000026},
        {-.5, -.7, .2, .02, .0187307530779819},
        {-2, -1.5, -.5, .125, .1487212707001282},
        {Math.log(.9), Math.log(.5), .5877866649021191, .172746581718378, .14334222045767464}
    };

    @Test
    void goldenVectors() {
        for (double[] row : GOLDEN) {
            double d = row[1] - row[0];
            // The goldens have 15 digits.
            assertEquals(row[2], LogRatio.k1(d), 1e-15 * Math.abs(row[2]));
            assertEquals(row[3], LogRatio.k2(d), 2e-15 * row[3]);
            assertEquals(row[4], LogRatio.k3(d), 4e-15 * row[4]);
        }
    }

    @Test
    void k3IsWithinFourUlpOfTheExactValueAtAnySize() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 4_000; i++) {
            double size = StrictMath.pow(10, random.nextDouble(-12, 1.5));
            double d = random.nextBoolean() ? size : -size;
            double exact = exact(d);
            double error = Math.abs(LogRatio.k3(d) - exact) / Math.ulp(exact);
            assertTrue(error <= 4, "seed " + SEED + " d " + d + " ulp " + error);
        }
    }

    /** e^d − 1 − d by its series, to more digits than cancellation can eat. */
    private static double exact(double d) {
        BigDecimal x = new BigDecimal(d);
        BigDecimal term = x;
        BigDecimal sum = BigDecimal.ZERO;
        for (int n = 2; n < 400; n++) {
            term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.doubleValue();
    }

    @Test
    void edges() {
        assertEquals(0, LogRatio.k3(0));
        assertEquals(0.0, LogRatio.k1(-0.0));
        assertEquals(Double.POSITIVE_INFINITY, LogRatio.k1(Double.NEGATIVE_INFINITY));
        assertEquals(Double.POSITIVE_INFINITY, LogRatio.k3(Double.NEGATIVE_INFINITY));
        assertEquals(Double.POSITIVE_INFINITY, LogRatio.k3(Double.POSITIVE_INFINITY));
        assertEquals(Double.POSITIVE_INFINITY, LogRatio.k3(800));
        assertTrue(Double.isNaN(LogRatio.k3(Double.NaN)));
    }
}
