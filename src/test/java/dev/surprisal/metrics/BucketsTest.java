package dev.surprisal.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.Series;
import dev.surprisal.kernel.LogLinearHistogram;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class BucketsTest {

    @RepeatedTest(20)
    void bothShapesOfASeriesGiveTheSameCounts() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        double[] values =
                random.doubles(2000)
                        .map(x -> StrictMath.exp(16 * x - 10) * (random.nextInt(9) == 0 ? -1 : 1))
                        .sorted()
                        .toArray();
        values[values.length - 1] = Double.POSITIVE_INFINITY;
        LogLinearHistogram histogram = new LogLinearHistogram();
        Arrays.stream(values).forEach(histogram::add);

        Buckets exact = new Buckets();
        exact.add(new Series(values, null, null), 5);
        Buckets rough = new Buckets();
        rough.add(new Series(null, histogram.buckets(), histogram.counts()), 5);
        Buckets single = new Buckets();
        Arrays.stream(values).forEach(single::add);

        assertArrayEquals(exact.counts(), rough.counts(), "seed " + seed);
        assertArrayEquals(exact.counts(), single.counts(), "seed " + seed);
        assertEquals(2000, Arrays.stream(exact.counts()).sum());
    }

    @Test
    void aValueOnABoundCountsBelowIt() {
        Buckets buckets = new Buckets();
        buckets.add(new Series(Buckets.bounds(), null, null), 0);

        assertArrayEquals(
                Arrays.stream(Buckets.bounds()).mapToLong(bound -> 1).toArray(), buckets.counts());
    }

    @Test
    void namesOfFieldsBecomeNamesOfLabels() {
        assertEquals(
                List.of("model", "x_region", "x_region_", "_9", "field_status", "field___x"),
                LabelNames.of(
                        new String[] {"model", "x-region", "x.region", "9", "status", "__x"}));
    }
}
