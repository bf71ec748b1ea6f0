package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumsTest {

    private static final BigDecimal UNITS = BigDecimal.valueOf(2).pow(96);

    /** Goldens of test262's Math.sumPrecise, with the addends that are out of our range refused. */
    @Test
    void goldensOfSumPreciseHoldWithinTheRange() {
        assertSum(0.30000000000000004, 6, 1e308, 1e308, .1, .1, 1e30, .1, -1e30, -1e308, -1e308);
        assertSum(.1, 2, 1e20, .1, -1e20);
        assertSum(.1, 0, 1e18, .1, -1e18);
        assertSum(0x1p53, 0, 0x1p53, 1);
        assertSum(9007199254740994.0, 0, 0x1p53, 1, 0x1p-96);
        assertSum(0x1p53, 0, 0x1p53, 1, Double.MIN_VALUE);
        assertSum(0, 0, Double.MIN_VALUE, Double.MIN_VALUE);
        assertSum(0, 0, -Double.MIN_VALUE, Double.MIN_NORMAL);
        assertSum(2, 2, 1, 1e100, 1, -1e100);
        assertSum(0, 2, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertSum(0, 0);
        assertSum(0, 0, -0.0, -0.0);
    }

    @Test
    void aHundredCancellationsLoseNothing() {
        double[] addends = new double[300];
        Arrays.setAll(addends, i -> new double[] {1e18, .1, -1e18}[i % 3]);

        assertSum(10, 0, addends);
        assertMatchesOracle("a hundred tenths", addends);
    }

    @Test
    void anAddendIsRefusedOnItsOwnAccount() {
        long[] sums = sumOf(1.5, -7);
        long[] before = sums.clone();

        double infinity = Double.POSITIVE_INFINITY;
        double otherNaN = Double.longBitsToDouble(0xfff8000000000001L);
        double[] refused = {Double.NaN, otherNaN, infinity, -infinity, 0x1p63, -0x1p63, 1e308};

        for (double x : refused) {
            assertFalse(ExactSums.add(sums, 0, x), () -> "added " + x);
        }

        assertArrayEquals(before, sums);
        assertTrue(ExactSums.add(sums, 0, Math.nextDown(0x1p63)));
        assertTrue(ExactSums.add(sums, 0, -Math.nextDown(0x1p63)));
        assertArrayEquals(before, sums);
    }

    @Test
    void addendsRoundHalfToEvenAtTheLastBit() {
        double unit = 0x1p-96;
        assertSum(0, 0, unit / 2);
        assertSum(0, 0, -unit / 2);
        assertSum(unit, 0, Math.nextUp(unit / 2));
        assertSum(-unit, 0, -Math.nextUp(unit / 2));
        assertSum(0, 0, Math.nextDown(unit / 2));
        assertSum(2 * unit, 0, 1.5 * unit);
        assertSum(2 * unit, 0, 2.5 * unit);
        assertSum(4 * unit, 0, 3.5 * unit);
        assertSum(-2 * unit, 0, -2.5 * unit);
        assertSum(unit, 0, Math.nextDown(1.5 * unit));
    }

    @Test
    void totalsRoundHalfToEven() {
        assertSum(0x1p53, 0, 0x1p53, 1);
        assertSum(0x1p53 + 4, 0, 0x1p53 + 2, 1);
        assertSum(-0x1p53, 0, -0x1p53, -1);
        assertSum(-0x1p53 - 4, 0, -0x1p53 - 2, -1);
        assertSum(0x1p53 + 2, 0, 0x1p53, 1, 0x1p-96);
        assertSum(0x1p53, 0, 0x1p53, 1, -0x1p-96);
        assertSum(0x1p62, 0, 0x1p62, 0x1p9, -0x1p-96);
        assertSum(Math.nextUp(0x1p62), 0, 0x1p62, 0x1p9, 0x1p-96);
        assertSum(0x1p54, 0, 0x1p54, -1); // the tie rounds the significand up to a power of two
    }

    /** The bug class of xsum's 2024 fix: a negative sum's significand that is all ones. */
    @Test
    void negativeSumsOfAllOnesKeepTheirValue() {
        for (int exponent = -96; exponent <= 62; exponent++) {
            double power = Math.scalb(1.0, exponent);
            assertSum(-power, 0, -power);
            assertSum(power, 0, power);
            assertMatchesOracle("2^" + exponent, -power, 0x1p-96);
            assertMatchesOracle("2^" + exponent, power, -0x1p-96);
            assertMatchesOracle("2^" + exponent, -power, -0x1p-96);
            assertMatchesOracle("2^" + exponent, -power, -power / 0x1p53, 0x1p-96);
        }
    }

    @Test
    void cancellationLeavesTheSmallestPart() {
        assertSum(0x1p-96, 0, 1e18, 0x1p-96, -1e18);
        assertSum(-0x1p-96, 0, 1e18, -0x1p-96, -1e18);
        assertSum(0, 0, 1e18, .1, 3, -3, -.1, -1e18);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void totalsAreTheRoundedSumOfRoundedAddends(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            assertMatchesOracle(
                    "seed " + seed + " round " + round, addends(random, random.nextInt(1, 40)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void anyOrderAndAnyMergeTreeGiveTheSameLongs(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] addends = addends(random, 2000);
        long[] expected = sumOf(addends);

        for (int round = 0; round < 50; round++) {
            SampleTest.shuffle(addends, random);

            assertArrayEquals(expected, sumOf(addends), "order, seed " + seed);
            assertArrayEquals(expected, mergedAtRandom(addends, random), "merge, seed " + seed);
        }
    }

    @Test
    void sumsOfOneArrayDoNotTouchEachOther() {
        long[] sums = ExactSums.create(3);

        ExactSums.add(sums, 0, -1);
        ExactSums.add(sums, 2, -0x1p62);
        ExactSums.add(sums, 1, 0x1p-96);
        ExactSums.addAll(sums, sums.clone());

        assertEquals(-2.0, ExactSums.toDouble(sums, 0));
        assertEquals(0x1p-95, ExactSums.toDouble(sums, 1));
        assertEquals(-0x1p63, ExactSums.toDouble(sums, 2));
    }

    @Test
    void aTotalOutOfRangeIsLoudAndNeverWraps() {
        long[] positive = sumOf(0x1p62);
        long[] negative = sumOf(-0x1p62);
        for (int i = 62; i < 94; i++) {
            ExactSums.addAll(positive, positive.clone());
            ExactSums.addAll(negative, negative.clone());
        }
        assertEquals(0x1p94, ExactSums.toDouble(positive, 0));

        assertThrows(ArithmeticException.class, () -> ExactSums.addAll(positive, positive.clone()));
        assertEquals(0x1p94, ExactSums.toDouble(positive, 0));

        ExactSums.addAll(negative, negative.clone());
        assertEquals(-0x1p95, ExactSums.toDouble(negative, 0));
        assertThrows(ArithmeticException.class, () -> ExactSums.add(negative, 0, -0x1p-96));
        assertEquals(-0x1p95, ExactSums.toDouble(negative, 0));
        ExactSums.add(negative, 0, 0x1p-96);
        assertEquals(
                BigDecimal.valueOf(2).pow(95).negate().add(BigDecimal.ONE.divide(UNITS)),
                ExactSums.toBigDecimal(negative, 0));

        ExactSums.addAll(positive, negative); // below zero and above: no false alarm
        assertEquals(-0x1p94, ExactSums.toDouble(positive, 0));
    }

    @Test
    void theGreatestTotalIsOneUnitBelowTheRange() {
        long[] sums = {-1, -1, Long.MAX_VALUE};

        assertEquals(0x1p95, ExactSums.toDouble(sums, 0));
        assertThrows(ArithmeticException.class, () -> ExactSums.add(sums, 0, 0x1p-96));
        ExactSums.add(sums, 0, -0x1p-96);
        assertArrayEquals(new long[] {-2, -1, Long.MAX_VALUE}, sums);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void productsAreAddedUnrounded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] sums = ExactSums.create(1);
        BigDecimal expected = BigDecimal.ZERO;
        for (int i = 0; i < 1000; i++) {
            // At least 2^-18 each: 106 bits of a product end at 2^-142 at the lowest, beyond it.
            double x = random.nextDouble(0x1p-18, 0x1p31) * (random.nextBoolean() ? 1 : -1);
            double y = random.nextDouble(0x1p-18, 0x1p31);

            assertTrue(ExactSums.addProduct(sums, 0, x, y));
            expected = expected.add(new BigDecimal(x).multiply(new BigDecimal(y)));
        }

        BigDecimal error = expected.subtract(ExactSums.toBigDecimal(sums, 0)).abs();
        assertTrue(
                error.multiply(UNITS).compareTo(BigDecimal.valueOf(1000)) <= 0,
                "error " + error.doubleValue() + ", seed " + seed);
    }

    @Test
    void aProductOutOfRangeIsRefused() {
        long[] sums = ExactSums.create(1);

        assertFalse(ExactSums.addProduct(sums, 0, 0x1p32, 0x1p31));
        assertFalse(ExactSums.addProduct(sums, 0, Double.NaN, 0));
        assertFalse(ExactSums.addProduct(sums, 0, Double.POSITIVE_INFINITY, 0));

        assertArrayEquals(ExactSums.create(1), sums);
    }

    @Test
    void arraysOfDifferentLengthDoNotMerge() {
        assertThrows(
                IllegalArgumentException.class,
                () -> ExactSums.addAll(ExactSums.create(2), ExactSums.create(1)));
        assertThrows(
                IllegalArgumentException.class, () -> ExactSums.addAll(new long[2], new long[2]));
    }

    private static void assertSum(double expected, int expectedRefused, double... addends) {
        long[] sums = ExactSums.create(1);
        int refused = 0;
        for (double x : addends) {
            refused += ExactSums.add(sums, 0, x) ? 0 : 1;
        }
        assertEquals(expectedRefused, refused, "refused");
        assertBits(expected, ExactSums.toDouble(sums, 0), "sum");
    }

    private static void assertMatchesOracle(String message, double... addends) {
        BigDecimal expected = BigDecimal.ZERO;
        for (double x : addends) {
            BigDecimal units =
                    new BigDecimal(x).multiply(UNITS).setScale(0, RoundingMode.HALF_EVEN);
            expected = expected.add(units.divide(UNITS));
        }
        long[] sums = sumOf(addends);

        assertEquals(0, expected.compareTo(ExactSums.toBigDecimal(sums, 0)), message);
        assertBits(expected.doubleValue(), ExactSums.toDouble(sums, 0), message);
    }

    private static void assertBits(double expected, double actual, String message) {
        assertEquals(
                Double.doubleToRawLongBits(expected),
                Double.doubleToRawLongBits(actual),
                () -> message + ": expected " + expected + " but was " + actual);
    }

    private static long[] sumOf(double... addends) {
        long[] sums = ExactSums.create(1);
        for (double x : addends) {
            assertTrue(ExactSums.add(sums, 0, x));
        }
        return sums;
    }

    private static long[] mergedAtRandom(double[] addends, SplittableRandom random) {
        List<long[]> parts = new ArrayList<>();
        for (int from = 0; from < addends.length; ) {
            int to = Math.min(addends.length, from + random.nextInt(0, 60));
            parts.add(sumOf(Arrays.copyOfRange(addends, from, to)));
            from = to;
        }
        while (parts.size() > 1) {
            long[] part = parts.remove(random.nextInt(parts.size()));
            ExactSums.addAll(parts.get(random.nextInt(parts.size())), part);
        }
        return parts.get(0);
    }

    /** All magnitudes, both signs, some that cancel earlier ones. */
    private static double[] addends(SplittableRandom random, int count) {
        double[] addends = new double[count];
        for (int i = 0; i < count; i++) {
            double significand = 1 + random.nextInt(3) * random.nextDouble(0, 0.499);
            int exponent = random.nextInt(-160, 63);
            addends[i] = Math.scalb(random.nextBoolean() ? significand : -significand, exponent);
            if (i > 0 && random.nextInt(4) == 0) {
                addends[i] = -addends[random.nextInt(i)];
            }
        }
        return addends;
    }
}
