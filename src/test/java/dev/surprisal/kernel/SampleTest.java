package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {

    private static final double[] TEN = {3.1, -2.0, 0.5, 7.25, 1e-3, 4.4, 4.4, -1.5, 12.0, 0.0};

    /** numpy 2.4.6: np.quantile(x, f, method="linear"), in doubles; rounded its own way. */
    @ParameterizedTest
    @CsvSource({
        "0, -2.0",
        "0.001, -1.9955",
        "0.01, -1.955",
        "0.05, -1.775",
        "0.1, -1.55",
        "0.25, 0.00025",
        "0.5, 1.8",
        "0.75, 4.4",
        "0.9, 7.724999999999998",
        "0.95, 9.862499999999995",
        "0.99, 11.572500000000002",
        "0.999, 11.957249999999998",
        "1, 12.0"
    })
    void quantilesAreNumpysLinear(double fraction, double expected) {
        assertEquals(expected, of(100, TEN).quantile(fraction), 1e-14);
    }

    @Test
    void oddCountsHaveAMiddleOne() {
        Sample sample = of(100, Arrays.copyOf(TEN, 9));

        assertEquals(3.1, sample.quantile(0.5));
        assertEquals(-1.6, sample.quantile(0.1), 1e-14);
        assertEquals(0.332336, sample.quantile(0.333), 1e-14);
    }

    @Test
    void theMedianOfAnEvenCountIsTheMeanOfTheMiddleTwo() {
        assertEquals((0.1 + 0.7) / 2, of(4, 0.7, 0.1).quantile(0.5));
        assertEquals(0.0, of(4, -Double.MAX_VALUE, Double.MAX_VALUE).quantile(0.5));
        assertEquals(Double.MAX_VALUE, of(4, Double.MAX_VALUE, Double.MAX_VALUE).quantile(0.5));
    }

    @Test
    void infinitiesInterpolateToThemselves() {
        double infinity = Double.POSITIVE_INFINITY;
        Sample sample = of(10, infinity, 1, -infinity, 2, infinity);

        assertEquals(-infinity, sample.quantile(0));
        assertEquals(-infinity, sample.quantile(0.125));
        assertEquals(1.0, sample.quantile(0.25));
        assertEquals(1.5, sample.quantile(0.375));
        assertEquals(infinity, sample.quantile(0.625));
        assertEquals(infinity, sample.quantile(0.875));
        assertEquals(Double.NaN, of(10, infinity, -infinity).quantile(0.25));
    }

    @Test
    void withoutValuesEveryQuantileIsNaN() {
        Sample sample = new Sample();

        assertTrue(sample.isExact());
        assertEquals(0, sample.count());
        assertEquals(Double.NaN, sample.quantile(0.5));
        assertEquals(0, sample.exactValues().length);
        assertNull(sample.histogram());
    }

    @Test
    void notANumberIsLoudOnEitherSideOfTheLimit() {
        Sample exact = of(3, 1, 2);
        Sample beyond = of(1, 1, 2);

        assertThrows(IllegalArgumentException.class, () -> exact.add(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> beyond.add(Double.NaN));

        assertEquals(2, exact.count());
        assertEquals(2, beyond.count());
    }

    @Test
    void notANumberAtTheLimitLeavesTheSampleExact() {
        Sample full = of(2, 1, 2);

        assertThrows(IllegalArgumentException.class, () -> full.add(Double.NaN));

        assertTrue(full.isExact());
    }

    @Test
    void aFractionOutOfRangeIsRefused() {
        for (double fraction : new double[] {-0.1, Math.nextUp(1.0), Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> of(9, 1).quantile(fraction));
            assertThrows(IllegalArgumentException.class, () -> of(9).quantile(fraction));
        }
    }

    @Test
    void zerosOfEitherSignAreOneValue() {
        for (double[] order : new double[][] {{-0.0, 0.0, 1}, {0.0, 1, -0.0}}) {
            for (double value : of(5, order).exactValues()) {
                assertTrue(Double.doubleToRawLongBits(value) >= 0, "a negative zero");
            }
        }
    }

    @Test
    void theLimitIsExactAndOneMoreIsNot() {
        SplittableRandom random = new SplittableRandom(1);
        Sample sample = new Sample(1000);
        LogLinearHistogram all = new LogLinearHistogram();
        for (int i = 0; i < 1000; i++) {
            double x = random.nextDouble(20);
            sample.add(x);
            all.add(x);
        }
        assertTrue(sample.isExact());
        assertEquals(1000, sample.exactValues().length);

        sample.add(5);
        all.add(5);

        assertFalse(sample.isExact());
        assertNull(sample.exactValues());
        assertEquals(1001, sample.count());
        assertArrayEquals(all.buckets(), sample.histogram().buckets());
        assertArrayEquals(all.counts(), sample.histogram().counts());
        assertEquals(all.quantile(0.99), sample.quantile(0.99));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1999, 2000, 2001})
    void anyOrderAndAnyMergeTreeGiveTheSameSample(int limit) {
        long seed = 100L + limit;
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[2000];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(9) == 0 ? -0.0 * i : random.nextDouble(-1, 20);
        }
        Sample expected = of(limit, values);
        assertEquals(values.length <= limit, expected.isExact());

        for (int round = 0; round < 20; round++) {
            shuffle(values, random);

            assertSame(expected, of(limit, values), "order, seed " + seed);
            assertSame(expected, mergedAtRandom(limit, values, random), "merge, seed " + seed);
        }
    }

    @Test
    void readingInBetweenChangesNothing() {
        Sample sample = of(100, 5, 3);
        assertEquals(4.0, sample.quantile(0.5));

        sample.add(1);
        sample.add(of(100, 2, 0));

        assertArrayEquals(new double[] {0, 1, 2, 3, 5}, sample.exactValues());
        assertEquals(2.0, sample.quantile(0.5));
    }

    @Test
    void mergingLeavesTheOtherAsItWas() {
        Sample other = of(3, 9, 8);

        of(3, 1, 2).add(other);
        of(3, 1).add(other);

        assertArrayEquals(new double[] {8, 9}, other.exactValues());
    }

    @Test
    void mergedIntoItselfItHoldsEachValueTwice() {
        Sample exact = of(4, 2, 1);
        Sample beyond = of(3, 2, 1);

        exact.add(exact);
        beyond.add(beyond);
        beyond.add(beyond);

        assertArrayEquals(new double[] {1, 1, 2, 2}, exact.exactValues());
        assertSame(of(3, 1, 1, 1, 1, 2, 2, 2, 2), beyond, "twice twice");
    }

    @Test
    void samplesOfDifferentLimitsDoNotMerge() {
        assertThrows(IllegalArgumentException.class, () -> of(3, 1).add(of(4, 1)));
    }

    @Test
    void whatWasPersistedComesBack() {
        Sample exact = of(3, 3, 1, 2);
        Sample beyond = of(2, 3, 1, 2);

        assertSame(exact, Sample.of(3, exact.exactValues()), "exact");
        LogLinearHistogram histogram =
                new LogLinearHistogram(beyond.histogram().buckets(), beyond.histogram().counts());
        Sample restored = Sample.of(2, histogram);
        assertSame(beyond, restored, "beyond");
        restored.add(7);
        assertEquals(3, histogram.count(), "the restored sample has its own histogram");
        assertSame(of(2, 1, 2, 3), Sample.of(2, exact.exactValues()), "limit lowered");
        assertThrows(IllegalArgumentException.class, () -> Sample.of(3, histogram));
    }

    private static void assertSame(Sample expected, Sample actual, String message) {
        assertEquals(expected.count(), actual.count(), message);
        assertEquals(expected.isExact(), actual.isExact(), message);
        if (expected.isExact()) {
            assertArrayEquals(bits(expected.exactValues()), bits(actual.exactValues()), message);
        } else {
            assertArrayEquals(
                    expected.histogram().buckets(), actual.histogram().buckets(), message);
            assertArrayEquals(expected.histogram().counts(), actual.histogram().counts(), message);
        }
        assertEquals(expected.quantile(0.123), actual.quantile(0.123), message);
    }

    private static long[] bits(double[] values) {
        long[] bits = new long[values.length];
        Arrays.setAll(bits, i -> Double.doubleToRawLongBits(values[i]));
        return bits;
    }

    private static Sample of(int limit, double... values) {
        Sample sample = new Sample(limit);
        for (double value : values) {
            sample.add(value);
        }
        return sample;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bucketsAndCountsAddAsTheSampleTheyAreOf(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int limit : new int[] {0, 20}) {
            Sample whole = of(limit, random.doubles(50, -3, 9).toArray());
            Sample parts = of(limit, random.doubles(random.nextInt(60), 0, 9).toArray());
            Sample expected = new Sample(limit);
            expected.add(parts);
            expected.add(whole);

            parts.add(whole.histogram().buckets(), whole.histogram().counts());

            String message = "seed " + seed + ", limit " + limit;
            LogLinearHistogram sums = expected.histogram();
            assertArrayEquals(sums.buckets(), parts.histogram().buckets(), message);
            assertArrayEquals(sums.counts(), parts.histogram().counts(), message);
        }
    }

    @Test
    void aHistogramOfNothingIsRefused() {
        Sample sample = new Sample(0);

        assertThrows(IllegalArgumentException.class, () -> sample.add(new int[0], new long[0]));
        assertTrue(sample.isExact());
    }

    private static Sample mergedAtRandom(int limit, double[] values, SplittableRandom random) {
        List<Sample> parts = new ArrayList<>();
        for (int from = 0; from < values.length; ) {
            int to = Math.min(values.length, from + random.nextInt(0, 100));
            parts.add(of(limit, Arrays.copyOfRange(values, from, to)));
            from = to;
        }
        while (parts.size() > 1) {
            Sample part = parts.remove(random.nextInt(parts.size()));
            parts.get(random.nextInt(parts.size())).add(part);
        }
        return parts.get(0);
    }

    static void shuffle(double[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }
}
