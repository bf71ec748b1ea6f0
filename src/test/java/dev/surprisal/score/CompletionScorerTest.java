package dev.surprisal.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.surprisal.event.Completion;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.Distribution;
import dev.surprisal.event.ElementType;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.Extent;
import dev.surprisal.event.Identity;
import dev.surprisal.event.LogitRows;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Segment;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TokenStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Golden losses: the source glossary's worked inputs, recomputed in float64 with PyTorch. */
class CompletionScorerTest {

    private static final float[][] LOGITS = {
        {2.0f, 1.0f, 0.1f}, {0.1f, 3.0f, 0.2f}, {0.1f, 0.1f, 3.5f}, {1.5f, 0.5f, 0.5f}
    };
    private static final int[] LABELS = {0, 1, 2, 0};

    @Test
    void crossEntropyAndItsVariantsAreTheGoldenOnes() {
        CompletionScore score =
                new CompletionScorer(new ScoreSpec(false, 0.1, 2))
                        .score(rows(LABELS, LOGITS, null));

        assertEquals(0.28567239856026927, mean(score.nll()), 1e-6);
        assertEquals(0.43067239856026923, mean(score.full().smoothedNll()), 1e-6);
        assertEquals(0.037252068735176086, mean(score.full().focalNll()), 1e-6);
    }

    @Test
    void whatIsNotAskedForIsAbsent() {
        CompletionScore score =
                new CompletionScorer(new ScoreSpec(false, 0, 0))
                        .score(rows(LABELS, LOGITS, LOGITS));

        assertNull(score.full().smoothedNll());
        assertNull(score.full().focalNll());
        assertNull(score.pair().js());
        assertNull(score.pair().tv());
    }

    @Test
    void aModelAgainstItselfHasNoDivergence() {
        CompletionScore score =
                new CompletionScorer(new ScoreSpec(true, 0, 0)).score(rows(LABELS, LOGITS, LOGITS));

        for (int i = 0; i < LABELS.length; i++) {
            assertEquals(0, score.pair().forwardKl()[i], 1e-12);
            assertEquals(0, score.pair().js()[i], 1e-12);
            assertEquals(0, score.pair().deltaP()[i], 0);
            assertEquals(1, score.pair().sameTop()[i]);
            assertEquals(score.nll()[i], score.pair().referenceNll()[i], 0);
        }
    }

    @Test
    void statusesOfRowsSayWhatCameOut() {
        float inf = Float.POSITIVE_INFINITY;
        float[][] logits = {{1, 2}, {Float.NaN, 1}, {-inf, 1}, {inf, 1}};

        CompletionScore score =
                new CompletionScorer(new ScoreSpec(false, 0, 0))
                        .score(rows(new int[] {0, 0, 0, 0}, logits, null));

        assertArrayEquals(
                codes(
                        TokenStatus.OK,
                        TokenStatus.NON_FINITE,
                        TokenStatus.NEG_INF,
                        TokenStatus.NON_FINITE),
                score.statuses());
        assertEquals(Math.log1p(Math.E), score.nll()[0], 1e-6);
        assertEquals(Double.NaN, score.nll()[2], 0);
    }

    @Test
    void codesThatSayMoreThanCertaintyArePositive() {
        // Scale 0 and a "minimum" of +1: a log-prob of 1 for both tokens.
        byte[] bytes =
                ByteBuffer.allocate(12)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(0)
                        .putFloat(1)
                        .array();
        LogitRows broken = new LogitRows(ElementType.U16_CODES, 1, 2, bytes, 0, 12);

        CompletionScore score =
                new CompletionScorer(new ScoreSpec(false, 0, 0))
                        .score(completion(new int[] {1}, null, null, broken, null));

        assertArrayEquals(codes(TokenStatus.POSITIVE), score.statuses());
        assertEquals(Double.NaN, score.full().entropy()[0], 0);
    }

    @Test
    void codesThatAreNoDistributionAreNotCounted() {
        // Two tokens of log-prob -3: together a tenth of what a distribution has.
        byte[] bytes =
                ByteBuffer.allocate(12)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(0)
                        .putFloat(-3)
                        .array();
        LogitRows thin = new LogitRows(ElementType.U16_CODES, 1, 2, bytes, 0, 12);

        CompletionScore score =
                new CompletionScorer(new ScoreSpec(true, 0, 0))
                        .score(completion(new int[] {1}, null, null, thin, thin));

        assertArrayEquals(codes(TokenStatus.NON_FINITE), score.statuses());
        assertEquals(Double.NaN, score.nll()[0], 0);
        assertEquals(Double.NaN, score.full().entropy()[0], 0);
        assertEquals(Double.NaN, score.pair().forwardKl()[0], 0);
        assertEquals(Double.NaN, score.pair().js()[0], 0);
    }

    @Test
    void aLogProbOfZeroIsAnNllOfPlusZero() {
        CompletionScore score =
                new CompletionScorer(new ScoreSpec(false, 0, 0))
                        .score(
                                completion(
                                        null,
                                        new double[] {0, -1.5, Double.NaN},
                                        codes(TokenStatus.OK, TokenStatus.OK, TokenStatus.NULL),
                                        null,
                                        null));

        assertEquals(0L, Double.doubleToRawLongBits(score.nll()[0]));
        assertEquals(1.5, score.nll()[1], 0);
        assertEquals(Double.NaN, score.nll()[2], 0);
        assertNull(score.full());
        assertNull(score.pair());
    }

    private static Completion rows(int[] targets, float[][] logits, float[][] reference) {
        return completion(
                targets, null, null, rows(logits), reference == null ? null : rows(reference));
    }

    private static LogitRows rows(float[][] logits) {
        int vocabulary = logits[0].length;
        ByteBuffer bytes =
                ByteBuffer.allocate(4 * vocabulary * logits.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : logits) {
            for (float logit : row) {
                bytes.putFloat(logit);
            }
        }
        return new LogitRows(
                ElementType.F32, logits.length, vocabulary, bytes.array(), 0, 4 * vocabulary);
    }

    private static Completion completion(
            int[] targets,
            double[] logprobs,
            byte[] statuses,
            LogitRows rows,
            LogitRows reference) {
        return new Completion(
                new Origin("test", 0, 0, 0),
                SourceFormat.NATIVE,
                new Identity("m", null, null, "d", Segment.TEXT, 0, 0),
                0,
                EventTimeOrigin.NONE,
                Distribution.RAW,
                "test",
                new Extent(0, -1, 0, true),
                targets,
                logprobs,
                statuses,
                rows,
                reference,
                null,
                null,
                null);
    }

    private static byte[] codes(TokenStatus... statuses) {
        byte[] codes = new byte[statuses.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = statuses[i].code();
        }
        return codes;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
