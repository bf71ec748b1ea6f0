package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLinearHistogramTest {

    private static final double RELATIVE_ERROR = 0x1p-8;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyValueIsWithinTheErrorOfItsBucket(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            double x = magnitude(random);

            assertWithinError(x, of(x).quantile(0.5), "seed " + seed);
            assertWithinError(-x, of(-x).quantile(0.5), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8})
    void quantilesAreWithinTheErrorOfTheExactOnes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LogLinearHistogram histogram = new LogLinearHistogram();
        Sample exact = new Sample();
        for (int i = 0; i < 5001; i++) {
            double x = -StrictMath.log(random.nextDouble());
            histogram.add(x);
            exact.add(x);
        }

        for (int i = 0; i <= 1000; i++) {
            double fraction = i / 1000.0;
            assertWithinError(
                    exact.quantile(fraction),
                    histogram.quantile(fraction),
                    "seed " + seed + " fraction " + fraction);
        }
    }

    @Test
    void bucketsBeginAtPowersOfTwo() {
        for (int exponent = -29; exponent <= 1023; exponent++) {
            double power = Math.scalb(1.0, exponent);
            int bucket = bucketOf(power);

            assertEquals(bucket, bucketOf(power * Math.nextDown(1 + 0x1p-7)), "2^" + exponent);
            assertEquals(bucket + 1, bucketOf(power * (1 + 0x1p-7)), "2^" + exponent);
            assertEquals(bucket - 1, bucketOf(Math.nextDown(power)), "2^" + exponent);
            assertEquals(-bucket, bucketOf(-power), "2^" + exponent);
            assertEquals(power * (1 + 0x1p-8), of(power).quantile(0), "2^" + exponent);
        }
    }

    @Test
    void whatIsBelowTheFloorIsZero() {
        assertEquals(0, bucketOf(0.0));
        assertEquals(0, bucketOf(-0.0));
        assertEquals(0, bucketOf(Double.MIN_VALUE));
        assertEquals(0, bucketOf(Math.nextDown(1e-9)));
        assertEquals(0, bucketOf(-Math.nextDown(1e-9)));
        assertTrue(bucketOf(1e-9) > 0);
        assertTrue(bucketOf(-1e-9) < 0);
        assertEquals(
                Double.doubleToRawLongBits(0.0),
                Double.doubleToRawLongBits(of(-0.0).quantile(0.5)));
    }

    @Test
    void infinitiesStandForThemselves() {
        LogLinearHistogram histogram =
                of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE, 0, 0);

        assertEquals(4, histogram.buckets().length);
        assertEquals(Double.NEGATIVE_INFINITY, histogram.quantile(0));
        assertEquals(Double.NEGATIVE_INFINITY, histogram.quantile(0.125));
        assertEquals(0.0, histogram.quantile(0.25));
        assertEquals(0.0, histogram.quantile(0.5));
        assertWithinError(Double.MAX_VALUE, histogram.quantile(0.75), "greatest");
        assertEquals(Double.POSITIVE_INFINITY, histogram.quantile(0.875));
        assertEquals(Double.POSITIVE_INFINITY, histogram.quantile(1));
    }

    @Test
    void notANumberIsLoud() {
        LogLinearHistogram histogram = of(1);

        assertThrows(IllegalArgumentException.class, () -> histogram.add(Double.NaN));

        assertEquals(1, histogram.count());
    }

    @Test
    void withoutValuesEveryQuantileIsNaN() {
        LogLinearHistogram histogram = new LogLinearHistogram();

        assertEquals(0, histogram.count());
        assertEquals(Double.NaN, histogram.quantile(0.5));
        assertEquals(0, histogram.buckets().length);
        assertEquals(0, histogram.counts().length);
    }

    @Test
    void aFractionOutOfRangeIsRefused() {
        for (double fraction : new double[] {-0.1, Math.nextUp(1.0), Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> of(1).quantile(fraction));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void mergingEqualsAddingInAnyOrder(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[5000];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(10) == 0 ? 0 : magnitude(random) * (1 - 2 * (i & 1));
        }
        LogLinearHistogram added = of(values);
        LogLinearHistogram[] parts = new LogLinearHistogram[7];
        Arrays.setAll(parts, i -> new LogLinearHistogram());
        for (int i = values.length - 1; i >= 0; i--) {
            parts[random.nextInt(parts.length)].add(values[i]);
        }
        for (int i = 0; i + 1 < parts.length; i++) {
            parts[i + 1].add(parts[i]);
        }

        LogLinearHistogram merged = parts[parts.length - 1];
        assertEquals(values.length, merged.count());
        assertSame(added, merged, "seed " + seed);
        assertSame(added, new LogLinearHistogram(added.buckets(), added.counts()), "restored");
    }

    @Test
    void mergedIntoItselfItCountsTwice() {
        LogLinearHistogram histogram = of(1, 1, 2, -3);

        histogram.add(histogram);

        assertEquals(8, histogram.count());
        assertSame(of(1, 1, 1, 1, 2, 2, -3, -3), histogram, "twice");
    }

    /** What was asked before must not show in what is asked after. */
    @Test
    void askingInBetweenChangesNothing() {
        SplittableRandom random = new SplittableRandom(5);
        LogLinearHistogram asked = new LogLinearHistogram();
        LogLinearHistogram plain = new LogLinearHistogram();
        for (int i = 0; i < 500; i++) {
            double x = random.nextInt(3) == 0 ? 1 : magnitude(random);
            asked.add(x);
            plain.add(x);
            asked.quantile(0.5);
            // The caller's own: writing to it is no harm.
            asked.buckets()[0] = 77;
        }

        assertArrayEquals(plain.buckets(), asked.buckets());
        assertArrayEquals(plain.counts(), asked.counts());
        assertEquals(plain.quantile(0.9), asked.quantile(0.9));
    }

    @Test
    void bucketsOfAnotherLayoutAreRefused() {
        int one = bucketOf(1);
        long[] counts = {1, 1};
        assertRefused(new int[] {one}, counts);
        assertRefused(new int[] {one, one}, counts);
        assertRefused(new int[] {one, -one}, counts);
        assertRefused(new int[] {1, one}, counts);
        assertRefused(new int[] {one, bucketOf(Double.POSITIVE_INFINITY) + 1}, counts);
        assertRefused(new int[] {Integer.MIN_VALUE, one}, counts);
        assertRefused(new int[] {one, one + 1}, new long[] {1, 0});
    }

    @Test
    void countsBeyondALongAreLoud() {
        int[] one = {bucketOf(1)};
        LogLinearHistogram histogram = new LogLinearHistogram(one, new long[] {Long.MAX_VALUE});

        assertThrows(ArithmeticException.class, () -> histogram.add(2));
        assertEquals(Long.MAX_VALUE, histogram.count());
    }

    private static void assertRefused(int[] buckets, long[] counts) {
        assertThrows(IllegalArgumentException.class, () -> new LogLinearHistogram(buckets, counts));
    }

    private static void assertSame(
            LogLinearHistogram expected, LogLinearHistogram actual, String message) {
        assertArrayEquals(expected.buckets(), actual.buckets(), message);
        assertArrayEquals(expected.counts(), actual.counts(), message);
    }

    private static void assertWithinError(double expected, double actual, String message) {
        // Two ulp besides: both sides round while they interpolate.
        double bound = Math.abs(expected) * RELATIVE_ERROR + 2 * Math.ulp(expected);
        assertTrue(
                Math.abs(actual - expected) <= bound,
                () -> message + ": expected " + expected + " but was " + actual);
    }

    private static int bucketOf(double x) {
        return of(x).buckets()[0];
    }

    private static LogLinearHistogram of(double... values) {
        LogLinearHistogram histogram = new LogLinearHistogram();
        for (double x : values) {
            histogram.add(x);
        }
        return histogram;
    }

    /** From 2^-29, just above the floor, to the greatest finite. */
    private static double magnitude(SplittableRandom random) {
        return Math.scalb(random.nextDouble(1, 2), random.nextInt(-29, 1024));
    }

    @Test
    void edgesEncloseTheValuesOfTheirBucketAndMeetTheNext() {
        Random random = new Random(17);
        for (int i = 0; i < 20_000; i++) {
            double x = random.nextGaussian() * StrictMath.exp(random.nextInt(80) - 40);
            LogLinearHistogram histogram = new LogLinearHistogram();
            histogram.add(x);
            int bucket = histogram.buckets()[0];
            double low = LogLinearHistogram.lowerEdge(bucket);
            double high = LogLinearHistogram.upperEdge(bucket);

            assertTrue(low <= x && x <= high, "seed 17: " + x);
            if (bucket > 0) {
                assertTrue(x < high, "seed 17: " + x);
                assertEquals(high, LogLinearHistogram.lowerEdge(bucket + 1));
                assertTrue(high - low <= low / 128 && high - low > low / 256, "seed 17: " + x);
            }
            assertEquals(-low, LogLinearHistogram.upperEdge(-bucket));
        }
        for (double x : new double[] {0, -0.0, 1e-10, -1e-10}) {
            assertEquals(-1e-9, LogLinearHistogram.lowerEdge(bucketOf(x)));
            assertEquals(1e-9, LogLinearHistogram.upperEdge(bucketOf(x)));
        }
        for (double x : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertEquals(x, LogLinearHistogram.lowerEdge(bucketOf(x)));
            assertEquals(x, LogLinearHistogram.upperEdge(bucketOf(x)));
        }
        assertEquals(
                Double.POSITIVE_INFINITY, LogLinearHistogram.upperEdge(bucketOf(Double.MAX_VALUE)));
    }

    @Test
    void countsThroughABucketAreThoseOfTheSortedValues() {
        LogLinearHistogram histogram = new LogLinearHistogram();
        for (double x : new double[] {-3, -1, 0, 0, 2, 2.001, 40}) {
            histogram.add(x);
        }
        assertEquals(0, histogram.countThrough(bucketOf(-4)));
        assertEquals(1, histogram.countThrough(bucketOf(-3)));
        assertEquals(2, histogram.countThrough(bucketOf(-0.5)));
        assertEquals(4, histogram.countThrough(bucketOf(1)));
        assertEquals(6, histogram.countThrough(bucketOf(39)));
        assertEquals(7, histogram.countThrough(bucketOf(Double.POSITIVE_INFINITY)));
    }
}
