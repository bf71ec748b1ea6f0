package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.DocumentTally;
import dev.surprisal.event.Series;
import dev.surprisal.event.Totals;
import dev.surprisal.testing.Scores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

class ScoreAccumulatorTest {

    private static final DocumentTally NOTHING_DROPPED = new DocumentTally(0, 0, 0, false);

    @RepeatedTest(20)
    void anyOrderAndAnyTreeOfMergesGivesTheSameBits() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Totals> documents = documents(random);
        ScoreAccumulator straight = new ScoreAccumulator();
        documents.forEach(straight::merge);
        Totals expected = straight.totals();

        for (int parallelism : new int[] {1, 2, 3, 7}) {
            Collections.shuffle(documents, random);
            List<Totals> parts = new ArrayList<>();
            for (int subtask = 0; subtask < parallelism; subtask++) {
                ScoreAccumulator part = new ScoreAccumulator();
                for (int i = subtask; i < documents.size(); i += parallelism) {
                    part.merge(documents.get(i));
                }
                parts.add(part.totals());
            }
            assertSameBits(expected, mergeTree(parts, random), "seed " + seed);
        }
        assertSameBits(expected, mergeTree(documents, random), "seed " + seed);
    }

    private static List<Totals> documents(Random random) {
        List<Totals> documents = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            CompletionScore score = Scores.paired("d" + i, random.nextInt(60), random);
            documents.add(Documents.close(List.of(score), NOTHING_DROPPED).totals());
        }
        return documents;
    }

    private static Totals mergeTree(List<Totals> leaves, Random random) {
        List<Totals> open = new ArrayList<>(leaves);
        while (open.size() > 1) {
            Totals a = open.remove(random.nextInt(open.size()));
            Totals b = open.remove(random.nextInt(open.size()));
            ScoreAccumulator both = ScoreAccumulator.of(a);
            both.merge(b);
            open.add(both.totals());
        }
        return open.get(0);
    }

    private static void assertSameBits(Totals expected, Totals actual, String message) {
        assertEquals(expected.tokensExpected(), actual.tokensExpected(), message);
        assertArrayEquals(expected.statuses(), actual.statuses(), message);
        assertArrayEquals(expected.counts(), actual.counts(), message);
        assertArrayEquals(expected.sums(), actual.sums(), message);
        assertArrayEquals(bits(expected.minima()), bits(actual.minima()), message);
        assertArrayEquals(bits(expected.maxima()), bits(actual.maxima()), message);
        for (int i = 0; i < expected.series().length; i++) {
            Series a = expected.series()[i];
            Series b = actual.series()[i];
            assertArrayEquals(bits(a.values()), bits(b.values()), message);
        }
    }

    private static long[] bits(double[] values) {
        long[] bits = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Double.doubleToRawLongBits(values[i]);
        }
        return bits;
    }
}
