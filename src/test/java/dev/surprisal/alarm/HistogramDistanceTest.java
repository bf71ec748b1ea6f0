package dev.surprisal.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.kernel.LogLinearHistogram;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramDistanceTest {

    /** Worked with numpy from the definition. */
    @Test
    void stabilityIndexAndDistanceOfTheGoldenCounts() {
        long[] window = {120, 300, 380, 150, 50};
        long[] baseline = {80, 260, 400, 180, 80};
        assertEquals(.04253825953889521, HistogramDistance.psi(baseline, window), 1e-15);
        assertEquals(0.08, HistogramDistance.ks(spread(window), spread(baseline)), 1e-15);
    }

    /** A value for each bin, so far apart that each has a bucket of its own. */
    private static LogLinearHistogram spread(long[] counts) {
        LogLinearHistogram histogram = new LogLinearHistogram();
        for (int i = 0; i < counts.length; i++) {
            for (long j = 0; j < counts[i]; j++) {
                histogram.add(i + 1);
            }
        }
        return histogram;
    }

    @Test
    void theSameHistogramIsAtNoDistance() {
        LogLinearHistogram histogram = random(1, 5000, 1);
        assertEquals(0, HistogramDistance.psi(histogram, histogram));
        assertEquals(0, HistogramDistance.ks(histogram, histogram));
    }

    @Test
    void distanceIsThatOfTheSortedValues() {
        for (long seed = 1; seed <= 5; seed++) {
            double[] a = values(seed, 700, 1);
            double[] b = values(seed + 100, 900, 1.2);
            double exact = exactDistance(a, b);
            double binned = HistogramDistance.ks(histogram(a), histogram(b));
            // Whole buckets lose what lies within the one where the distance is greatest.
            assertEquals(exact, binned, 0.02, "seed " + seed);
            assertTrue(binned <= exact + 1e-12, "seed " + seed);
        }
    }

    private static double exactDistance(double[] a, double[] b) {
        double distance = 0;
        for (double x : a) {
            distance = Math.max(distance, Math.abs(share(a, x) - share(b, x)));
        }
        for (double x : b) {
            distance = Math.max(distance, Math.abs(share(a, x) - share(b, x)));
        }
        return distance;
    }

    private static double share(double[] values, double x) {
        return Arrays.stream(values).filter(value -> value <= x).count() / (double) values.length;
    }

    @Test
    void binsAreTheBaselinesDeciles() {
        // Ten values of one count each: a bin each. All of the window in the last one.
        LogLinearHistogram baseline = spread(new long[] {7, 7, 7, 7, 7, 7, 7, 7, 7, 7});
        LogLinearHistogram window = new LogLinearHistogram();
        window.add(1e6);
        double empty = 9 * (1e-4 - 0.1) * StrictMath.log(1e-4 / 0.1);
        double full = 0.9 * StrictMath.log(10);
        assertEquals(empty + full, HistogramDistance.psi(baseline, window), 1e-12);
    }

    @Test
    void aBaselineOfOneValueHasOneBin() {
        LogLinearHistogram baseline = spread(new long[] {1000});
        assertEquals(0, HistogramDistance.psi(baseline, spread(new long[] {3, 5})));
    }

    @Test
    void withoutValuesThereIsNoDistance() {
        LogLinearHistogram none = new LogLinearHistogram();
        LogLinearHistogram some = random(3, 10, 1);
        assertTrue(Double.isNaN(HistogramDistance.psi(none, some)));
        assertTrue(Double.isNaN(HistogramDistance.psi(some, none)));
        assertTrue(Double.isNaN(HistogramDistance.ks(none, some)));
        assertTrue(Double.isNaN(HistogramDistance.ks(some, none)));
    }

    private static LogLinearHistogram random(long seed, int count, double scale) {
        return histogram(values(seed, count, scale));
    }

    private static double[] values(long seed, int count, double scale) {
        Random random = new Random(seed);
        return random.doubles(count).map(u -> -scale * StrictMath.log(u)).toArray();
    }

    private static LogLinearHistogram histogram(double[] values) {
        LogLinearHistogram histogram = new LogLinearHistogram();
        Arrays.stream(values).forEach(histogram::add);
        return histogram;
    }
}
