package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.EntropyBounds;
import dev.surprisal.event.RowScores;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.testing.Scores;
import org.junit.jupiter.api.Test;

class EntropySumsTest {

    private final long[] sums = new long[Sum.values().length * ExactSums.LONGS];
    private final long[] counts = new long[Count.values().length];
    private final EntropySums entropies = new EntropySums(sums, counts);

    private void add(CompletionScore score) {
        for (int i = 0; i < score.nll().length; i++) {
            entropies.add(score, i);
        }
    }

    private double[] sums() {
        return new double[] {
            ExactSums.toDouble(sums, Sum.ENTROPY_LOW.ordinal()),
            ExactSums.toDouble(sums, Sum.ENTROPY_HIGH.ordinal()),
            ExactSums.toDouble(sums, Sum.GAP_LOW.ordinal()),
            ExactSums.toDouble(sums, Sum.GAP_HIGH.ordinal())
        };
    }

    private long[] counts() {
        return new long[] {
            counts[Count.ENTROPY_LOW.ordinal()],
            counts[Count.ENTROPY_HIGH.ordinal()],
            counts[Count.GAP_LOW.ordinal()],
            counts[Count.GAP_HIGH.ordinal()]
        };
    }

    private static CompletionScore with(
            CompletionScore base, RowScores full, EntropyBounds entropy) {
        return new CompletionScore(
                base.origin(),
                base.format(),
                base.identity(),
                base.eventTimeMillis(),
                base.eventTimeOrigin(),
                base.distribution(),
                base.convention(),
                base.extent(),
                base.vocabulary(),
                base.referenceModel(),
                base.statuses(),
                base.tokenIds(),
                base.nll(),
                full,
                base.pair(),
                base.top(),
                base.text(),
                base.arrival(),
                entropy);
    }

    @Test
    void withoutRowsAndListsThereIsNoEntropy() {
        add(Scores.response("d", 1, 2));

        assertArrayEquals(new long[4], counts());
    }

    @Test
    void aRowsEntropyIsBothBoundsAndAMissingTokenHasNoGap() {
        double[] entropy = {0.5, 0.25, 4};
        CompletionScore score = Scores.response("d", 1, 2, Double.NaN);
        add(with(score, new RowScores(entropy, entropy, null, null, null, null), null));

        assertArrayEquals(new double[] {4.75, 4.75, 2.25, 2.25}, sums());
        assertArrayEquals(new long[] {3, 3, 2, 2}, counts());
    }

    /** What is unknown from above has no upper bound, and no gap from below. */
    @Test
    void aListBoundsTheGapTheOtherWayRound() {
        EntropyBounds bounds =
                new EntropyBounds(
                        new double[] {0.5, 0.25},
                        new double[] {1.5, Double.POSITIVE_INFINITY},
                        new byte[] {1, 0});
        add(with(Scores.response("d", 1, 2), null, bounds));

        assertArrayEquals(new double[] {0.75, 1.5, -0.5, 2.25}, sums());
        assertArrayEquals(new long[] {2, 1, 1, 2}, counts());
    }

    @Test
    void aDocumentIsOneValueAndNoneWhereItHasNone() {
        assertTrue(
                entropies.addDocument(
                        Sum.DOCUMENT_ENTROPY,
                        Sum.DOCUMENT_ENTROPY_SQUARED,
                        Count.DOCUMENT_ENTROPY,
                        3));
        assertFalse(
                entropies.addDocument(
                        Sum.DOCUMENT_ENTROPY,
                        Sum.DOCUMENT_ENTROPY_SQUARED,
                        Count.DOCUMENT_ENTROPY,
                        entropies.mean(Sum.ENTROPY_LOW, 0)));

        assertEquals(3, ExactSums.toDouble(sums, Sum.DOCUMENT_ENTROPY.ordinal()));
        assertEquals(9, ExactSums.toDouble(sums, Sum.DOCUMENT_ENTROPY_SQUARED.ordinal()));
        assertEquals(1, counts[Count.DOCUMENT_ENTROPY.ordinal()]);
    }
}
