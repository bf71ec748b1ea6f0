package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusteredRatioTest {

    private static final double[][] NLL = {{.5, 1, 2, .1}, {.3, 4, .2}, {2.5, 2.5, .25, .75, 1.5}};
    private static final double[][] BASE = {
        {.4, 1.1, 1.8, .2}, {.3, 3, .3}, {2, 2.6, .25, .5, 1.25}
    };

    @Test
    void threeDocumentsGiveTheGolden() {
        ClusteredRatio ratio = new ClusteredRatio();
        for (double[] document : NLL) {
            assertTrue(ratio.add(total(document), document.length));
        }

        assertEquals(3, ratio.clusters());
        assertClose(1.3, ratio.mean());
        assertClose(0.20207259421636903, ratio.standardError());
        // mpmath 1.3.0: exp(1.3 -+ t se) with t = 4.3026527297494617894
        assertClose(1.5381060176922954, StrictMath.exp(ratio.lower(0.95)));
        assertClose(8.753452544969608, StrictMath.exp(ratio.upper(0.95)));
        assertClose(0.43055180088738454, ratio.lower(0.95));
        assertClose(2.1694481991126158, ratio.upper(0.95));
    }

    @Test
    void pairedDifferencesGiveTheGolden() {
        ClusteredRatio ratio = new ClusteredRatio();
        for (int d = 0; d < NLL.length; d++) {
            ratio.add(total(NLL[d]) - total(BASE[d]), NLL[d].length);
        }

        assertClose(0.15833333333333333, ratio.mean());
        assertClose(0.07047499228121304, ratio.standardError());
    }

    @Test
    void oneDocumentHasNoError() {
        ClusteredRatio ratio = new ClusteredRatio();
        ratio.add(12, 4);

        assertEquals(3.0, ratio.mean());
        assertEquals(Double.NaN, ratio.standardError());
        assertEquals(Double.NaN, ratio.lower(0.95));
        assertEquals(Double.NaN, ratio.upper(0.95));
    }

    @Test
    void noDocumentsHaveNoMean() {
        ClusteredRatio ratio = new ClusteredRatio();

        assertEquals(0, ratio.clusters());
        assertEquals(Double.NaN, ratio.mean());
        assertEquals(Double.NaN, ratio.standardError());
        assertEquals(Double.NaN, ratio.upper(0.95));
    }

    @Test
    void whatIsNoClusterLeavesNoTrace() {
        ClusteredRatio ratio = new ClusteredRatio();
        ratio.add(3, 2);
        ratio.add(5, 4);
        long[] before = longs(ratio);

        assertFalse(ratio.add(0, 0));
        assertFalse(ratio.add(Double.NaN, 3));
        assertFalse(ratio.add(Double.NEGATIVE_INFINITY, 3));
        assertFalse(ratio.add(0x1p31, 3));
        assertFalse(ratio.add(-0x1p31, 3));
        assertFalse(ratio.add(1, 1L << 31));
        assertThrows(IllegalArgumentException.class, () -> ratio.add(1, -1));

        assertArrayEquals(before, longs(ratio));
        assertTrue(ratio.add(Math.nextDown(0x1p31), (1L << 31) - 1));
        assertEquals(3, ratio.clusters());
    }

    @Test
    void documentsThatAgreeHaveNoError() {
        ClusteredRatio ratio = new ClusteredRatio();
        for (int n = 1; n <= 1000; n++) {
            ratio.add(2.75 * n, n);
        }

        assertEquals(2.75, ratio.mean());
        assertEquals(0.0, ratio.standardError());
        assertEquals(2.75, ratio.lower(0.95));
        assertEquals(2.75, ratio.upper(0.95));
    }

    @Test
    void squaresRoundedTooLowGiveNoErrorInsteadOfNaN() {
        ClusteredRatio ratio = new ClusteredRatio();
        ratio.add(2, 1);
        ratio.add(4, 2);
        long[] state = longs(ratio);
        ExactSums.add(state, ClusteredRatio.SUMS - 1, -0x1p-96);

        assertEquals(0.0, ClusteredRatio.readFrom(state, 0).standardError());
    }

    /**
     * Documents of a million tokens whose means differ in the tenth digit: squares of 1e12 cancel
     * to 1e-7, where products rounded to doubles would leave an error of 1e-4.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void cancellationCostsNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ClusteredRatio ratio = new ClusteredRatio();
        double[] s = new double[50];
        long[] n = new long[50];
        for (int d = 0; d < s.length; d++) {
            n[d] = random.nextLong(900_000, 1_000_000);
            s[d] = n[d] * (3.1 + random.nextDouble(1e-9));
            ratio.add(s[d], n[d]);
        }

        assertClose(oracle(s, n), ratio.standardError(), "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void anyMergeTreeGivesTheSameLongs(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ClusteredRatio all = new ClusteredRatio();
        ClusteredRatio[] parts = new ClusteredRatio[8];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new ClusteredRatio();
        }
        for (int d = 0; d < 1000; d++) {
            double s = random.nextDouble(-10, 4000);
            long n = random.nextLong(1, 2000);
            all.add(s, n);
            parts[random.nextInt(parts.length)].add(s, n);
        }
        for (int i = parts.length - 1; i > 0; i--) {
            parts[random.nextInt(i)].add(parts[i]);
        }

        assertArrayEquals(longs(all), longs(parts[0]), "seed " + seed);
        assertEquals(all.standardError(), parts[0].standardError());
    }

    @Test
    void whatWasWrittenComesBack() {
        ClusteredRatio ratio = new ClusteredRatio();
        ratio.add(3, 2);
        ratio.add(-5, 4);
        long[] state = ExactSums.create(ClusteredRatio.SUMS + 3);
        ratio.writeTo(state, 2);

        ClusteredRatio restored = ClusteredRatio.readFrom(state, 2);
        restored.add(1, 1);

        assertEquals(2, ClusteredRatio.readFrom(state, 2).clusters());
        assertEquals(3, restored.clusters());
        assertArrayEquals(new long[6], Arrays.copyOf(state, 6));
    }

    @Test
    void aLevelOutOfRangeIsRefused() {
        for (double level : new double[] {0, 1, -0.5, 95, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new ClusteredRatio().lower(level));
        }
    }

    /** mpmath 1.3.0: root of the regularised incomplete beta function, 40 digits. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.95, 6.3137515146750373979",
        "1, 0.975, 12.706204736174693314",
        "1, 0.9995, 636.61924876878972983",
        "2, 0.95, 2.9199855803537241703",
        "2, 0.975, 4.3026527297494617894",
        "2, 0.9995, 31.599054576445363413",
        "30, 0.975, 2.0422724563012378878",
        "30, 0.9995, 3.6459586350420628079",
        "1000, 0.95, 1.646378817285464284",
        "1000, 0.975, 1.9623390808264081039",
        "1000, 0.9995, 3.3002826484239441558",
        "1001, 0.95, 1.6463772921994677324",
        "1001, 0.975, 1.9623367052808795374",
        "1001, 0.9995, 3.3002728760660403744",
        "100000, 0.975, 1.9599877075346092587",
        "100000, 0.9995, 3.2906240314119136577",
        "1000000, 0.975, 1.9599663568141066553",
        "1000000000, 0.95, 1.6448536284752414333",
        "1000000000, 0.975, 1.9599639869123250887",
        "1000000000, 0.9995, 3.2905267412216564681"
    })
    void quantilesAreStudents(long degreesOfFreedom, double probability, double expected) {
        assertClose(expected, ClusteredRatio.studentQuantile(probability, degreesOfFreedom));
    }

    /** Σ(s − μn)² directly, in 100 digits. */
    private static double oracle(double[] s, long[] n) {
        MathContext digits = new MathContext(100);
        BigDecimal sumS = BigDecimal.ZERO;
        BigDecimal sumN = BigDecimal.ZERO;
        for (int d = 0; d < s.length; d++) {
            sumS = sumS.add(new BigDecimal(s[d]));
            sumN = sumN.add(BigDecimal.valueOf(n[d]));
        }
        BigDecimal mean = sumS.divide(sumN, digits);
        BigDecimal squares = BigDecimal.ZERO;
        for (int d = 0; d < s.length; d++) {
            BigDecimal residual =
                    new BigDecimal(s[d]).subtract(mean.multiply(BigDecimal.valueOf(n[d])));
            squares = squares.add(residual.multiply(residual));
        }
        return squares.multiply(BigDecimal.valueOf(s.length))
                .divide(BigDecimal.valueOf(s.length - 1), digits)
                .sqrt(digits)
                .divide(sumN, digits)
                .doubleValue();
    }

    private static double total(double[] document) {
        long[] sum = ExactSums.create(1);
        for (double nll : document) {
            ExactSums.add(sum, 0, nll);
        }
        return ExactSums.toDouble(sum, 0);
    }

    private static long[] longs(ClusteredRatio ratio) {
        long[] longs = ExactSums.create(ClusteredRatio.SUMS);
        ratio.writeTo(longs, 0);
        return longs;
    }

    private static void assertClose(double expected, double actual) {
        assertClose(expected, actual, "value");
    }

    private static void assertClose(double expected, double actual, String message) {
        assertEquals(expected, actual, Math.abs(expected) * 1e-12, message);
    }
}
