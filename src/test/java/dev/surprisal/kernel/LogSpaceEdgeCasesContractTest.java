package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.ElementType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kernel owes on NaN, infinities, masked tokens, ties and equal rows. */
abstract class LogSpaceEdgeCasesContractTest extends LogSpaceContract {
    @Test
    void equalRowsHaveNoDivergenceAtAll() {
        for (Rows.Shape shape : Rows.hostile(4)) {
            float[] logits = shape.of(1500);
            byte[] bytes = Rows.encode(ElementType.F32, logits);
            pair(bytes, bytes, logits.length, 3);

            assertEquals(0.0, pair.forwardKl, shape.name());
            assertEquals(0.0, pair.reverseKl, shape.name());
            assertEquals(0.0, pair.js, shape.name());
            assertEquals(0.0, pair.tv, shape.name());
            assertEquals(0.0, pair.deltaP, shape.name());
            assertTrue(pair.sameTop);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 513, 1300})
    void anyNanLeavesNothing(int vocabulary) {
        checkPoison(vocabulary, Float.NaN);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 513, 1300})
    void anyPlusInfinityLeavesNothing(int vocabulary) {
        checkPoison(vocabulary, Float.POSITIVE_INFINITY);
    }

    private void checkPoison(int vocabulary, float poison) {
        float[] clean = Rows.normal(9, vocabulary, 0, 2);
        for (int at : new int[] {0, vocabulary / 2, vocabulary - 1}) {
            for (boolean masked : new boolean[] {false, true}) {
                float[] logits = clean.clone();
                if (masked) {
                    Arrays.fill(logits, Float.NEGATIVE_INFINITY);
                }
                logits[at] = poison;
                row(logits, 0);
                checkUndefined(row, Double.NaN);
                pair(encode(clean), encode(logits), vocabulary, 0);
                checkUndefined(pair.reference, Double.NaN);
                assertEquals(oracle(clean).entropy, pair.model.entropy, 1e-5);
                assertEquals(Double.NaN, pair.forwardKl);
                assertEquals(Double.NaN, pair.reverseKl);
                assertEquals(Double.NaN, pair.js);
                assertEquals(Double.NaN, pair.tv);
                assertEquals(Double.NaN, pair.deltaP);
                assertFalse(pair.sameTop);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 513, 1300})
    void rowOfMaskedTokensHasNoDistribution(int vocabulary) {
        float[] logits = new float[vocabulary];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        row(logits, 0);

        checkUndefined(row, Double.NEGATIVE_INFINITY);
    }

    private static void checkUndefined(RowStatistics row, double logSumExp) {
        assertEquals(logSumExp, row.logSumExp);
        assertEquals(Double.NaN, row.nll);
        assertEquals(Double.NaN, row.entropy);
        assertEquals(Double.NaN, row.varentropy);
        assertEquals(Double.NaN, row.meanLogit);
        assertEquals(Double.NaN, row.maxLogProb);
        assertEquals(Double.NaN, row.labelSmoothedNll(0.1));
        assertEquals(Double.NaN, row.focalNll(2));
        assertEquals(-1, row.argmax);
        assertEquals(0, row.rank);
    }

    @Test
    void maskedTokensCountForNothing() {
        float[] kept = Rows.normal(10, 700, 0, 3);
        float[] logits = new float[2100];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < kept.length; i++) {
            logits[700 + 2 * i % 1400 + i % 2] = kept[i];
        }
        row(kept, 4);
        var oracle = oracle(kept);
        row(logits, 708);

        assertEquals(oracle.logSumExp, row.logSumExp, 1e-6);
        assertEquals(oracle.entropy, row.entropy, 1e-5);
        assertEquals(oracle.varentropy, row.varentropy, 1e-4);
        assertEquals(Double.NEGATIVE_INFINITY, row.meanLogit);
        assertEquals(Double.POSITIVE_INFINITY, row.labelSmoothedNll(0.1));
        assertEquals(row.nll, row.labelSmoothedNll(0));
    }

    @Test
    void maskedTargetIsInfinitelySurprising() {
        row(new float[] {1f, Float.NEGATIVE_INFINITY, 0f}, 1);

        assertEquals(Double.POSITIVE_INFINITY, row.nll);
        assertEquals(Double.POSITIVE_INFINITY, row.focalNll(2));
        assertEquals(3, row.rank);
    }

    @Test
    void certaintyHasNoEntropy() {
        row(new float[] {Float.NEGATIVE_INFINITY, 7f, Float.NEGATIVE_INFINITY}, 1);

        assertEquals(0.0, row.nll);
        assertEquals(0.0, row.entropy);
        assertEquals(0.0, row.varentropy);
        assertEquals(0.0, row.maxLogProb);
        assertEquals(0.0, row.focalNll(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 600, 1700})
    void klIsInfiniteExactlyFromTheRowThatMasksLess(int vocabulary) {
        float[] open = Rows.normal(11, vocabulary, 0, 1);
        for (int masked : new int[] {0, vocabulary / 2, vocabulary - 1}) {
            float[] closed = open.clone();
            closed[masked] = Float.NEGATIVE_INFINITY;

            pair(encode(closed), encode(open), vocabulary, 1);
            assertEquals(Double.POSITIVE_INFINITY, pair.forwardKl);
            checkMasked(pair.reverseKl, closed, open);

            pair(encode(open), encode(closed), vocabulary, 1);
            assertEquals(Double.POSITIVE_INFINITY, pair.reverseKl);
            checkMasked(pair.forwardKl, closed, open);

            pair(encode(closed), encode(closed), vocabulary, 1);
            assertEquals(0.0, pair.forwardKl);
            assertEquals(0.0, pair.reverseKl);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void klSurvivesWholeBlocksThatAreMasked(boolean leading) {
        float[] open = Rows.normal(12, 2000, 0, 1);
        float[] closed = open.clone();
        Arrays.fill(closed, leading ? 0 : 900, leading ? 1100 : 2000, Float.NEGATIVE_INFINITY);

        pair(encode(closed), encode(open), 2000, leading ? 1500 : 5);

        assertEquals(Double.POSITIVE_INFINITY, pair.forwardKl);
        checkMasked(pair.reverseKl, closed, open);
        var p = oracle(closed);
        var q = oracle(open);
        assertEquals(p.tv(q), pair.tv, 1e-6);
        assertEquals(p.js(q), pair.js, 1e-6);
    }

    @Test
    void disjointSupportsAreAsFarApartAsCanBe() {
        float[] first = new float[1200];
        float[] second = new float[1200];
        Arrays.fill(first, 0, 700, Float.NEGATIVE_INFINITY);
        Arrays.fill(second, 700, 1200, Float.NEGATIVE_INFINITY);

        pair(encode(first), encode(second), 1200, 0);

        assertEquals(Double.POSITIVE_INFINITY, pair.forwardKl);
        assertEquals(Double.POSITIVE_INFINITY, pair.reverseKl);
        assertEquals(1.0, pair.tv, 1e-6);
        assertEquals(StrictMath.log(2), pair.js, 1e-6);
    }

    private static void checkMasked(double actual, float[] closed, float[] open) {
        var p = oracle(closed);
        assertEquals(p.kl(oracle(open)), actual, 1e-5);
    }

    @Test
    void firstOfEqualMaximaWins() {
        float[] logits = new float[1500];
        for (int first : new int[] {0, 15, 16, 511, 512, 1100}) {
            Arrays.fill(logits, -1f);
            logits[first] = 2f;
            logits[first + 17] = 2f;
            logits[1499] = 2f;
            row(logits, first + 17);

            assertEquals(first, row.argmax);
            assertEquals(1, row.rank);
            row(logits, first + 1);
            assertEquals(4, row.rank);
        }
    }

    @Test
    void zerosOfEitherSignAreEqual() {
        row(new float[] {-0f, 0f, -1f}, 0);
        assertEquals(0, row.argmax);
        assertEquals(1, row.rank);
        row(new float[] {0f, -0f, -1f}, 1);
        assertEquals(0, row.argmax);
        assertEquals(1, row.rank);
    }
}
