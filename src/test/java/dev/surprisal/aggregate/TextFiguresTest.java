package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Averaging;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.DocumentTally;
import dev.surprisal.event.Extent;
import dev.surprisal.event.TextFigures;
import dev.surprisal.event.TextMeasure;
import dev.surprisal.event.Totals;
import dev.surprisal.testing.Scores;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextFiguresTest {

    private static final DocumentTally TALLY = new DocumentTally(0, 0, 0, false);

    /** offline-conventions §2 B: items (LL, weight) of lm-eval's own aggregators. */
    @Test
    void weightedPerplexityAndBitsPerByteAreLmEvals() {
        ScoreAccumulator corpus = new ScoreAccumulator();
        double[][] items = {{10, 5}, {3.5, 2}, {120.25, 60}};
        for (double[] item : items) {
            corpus.merge(whole("d" + item[1], item[0], (long) item[1]));
        }
        TextFigures text = FigureCalculator.figures(corpus.totals(), "document").text();
        assertEquals(7.361536368793582, text.wordPerplexity(), 1e-14);
        assertEquals(2.8800068913268486, text.bitsPerByte(), 1e-14);
        assertEquals(67, text.words());
        // Of three ratios the residuals s - mu n are -0.0185, -0.4925... : Student's t, 2 degrees.
        assertTrue(text.wordPerplexityLow() < text.wordPerplexity());
        assertTrue(text.wordPerplexityHigh() > text.wordPerplexity());
    }

    @Test
    void aDocumentThatWasNotScoredWholeLeavesNoRatio() {
        ScoreAccumulator corpus = new ScoreAccumulator();
        corpus.merge(whole("a", 10, 5));
        CompletionScore cut =
                piece("b", Averaging.TOKENS, 0, 2, 1, new double[] {1, Double.NaN, 2});
        corpus.merge(Documents.close(List.of(cut), TALLY).totals());
        TextFigures text = FigureCalculator.figures(corpus.totals(), "document").text();
        assertEquals(Double.NaN, text.wordPerplexity());
        assertEquals(Double.NaN, text.bitsPerByte());
        assertEquals(Double.NaN, text.conventionPerplexity());
        assertEquals(-1, text.words());
    }

    /** Means 2 and 5 with weights 1 and 3: exp(17/4), not exp of the mean over tokens. */
    @Test
    void windowsAreWeightedAsTheConventionSays() {
        CompletionScore first = piece("d", Averaging.WINDOW_WEIGHTS, 0, 5, 1, new double[] {1, 3});
        CompletionScore second =
                piece("d", Averaging.WINDOW_WEIGHTS, 2, 5, 3, new double[] {4, 5, 6});
        DocumentScore document = Documents.close(List.of(first, second), TALLY);
        TextFigures text = document.figures().text();
        assertEquals(StrictMath.exp(17.0 / 4), text.conventionPerplexity());
        assertEquals(StrictMath.exp(19.0 / 5), document.figures().perplexity());
    }

    @Test
    void perplexitiesOfDocumentsAreAveraged() {
        ScoreAccumulator corpus = new ScoreAccumulator();
        double[] values = {1, 2.5};
        for (double nll : values) {
            CompletionScore only =
                    piece(
                            "d" + nll,
                            Averaging.DOCUMENT_PERPLEXITIES,
                            0,
                            2,
                            1,
                            new double[] {nll, nll});
            corpus.merge(Documents.close(List.of(only), TALLY).totals());
        }
        double expected = (StrictMath.exp(1) + StrictMath.exp(2.5)) / 2;
        TextFigures text = FigureCalculator.figures(corpus.totals(), "document").text();
        assertEquals(expected, text.conventionPerplexity(), 1e-14);
    }

    @Test
    void positionsInContextFallIntoPowersOfTwo() {
        assertEquals(0, TextSums.positionBucket(0));
        assertEquals(1, TextSums.positionBucket(1));
        assertEquals(2, TextSums.positionBucket(3));
        assertEquals(3, TextSums.positionBucket(4));
        assertEquals(Count.POSITIONS - 1, TextSums.positionBucket(Integer.MAX_VALUE));
        CompletionScore piece = piece("d", Averaging.TOKENS, 0, 3, 1, new double[] {1, 2, 4});
        TextFigures text = Documents.close(List.of(piece), TALLY).figures().text();
        assertEquals(2, text.positions().length);
        assertEquals(2, text.positions()[1].contextFrom());
        assertEquals(3, text.positions()[1].contextTo());
        assertEquals(3.0, text.positions()[1].nllMean());
    }

    @Test
    void theWorstTokensDoNotDependOnTheOrderOfMerging() {
        CompletionScore a = piece("a", Averaging.TOKENS, 0, 3, 1, new double[] {9, 2, 9});
        CompletionScore b = piece("b", Averaging.TOKENS, 0, 3, 1, new double[] {7, 9, 8});
        Totals first = Documents.close(List.of(a), TALLY).totals();
        Totals second = Documents.close(List.of(b), TALLY).totals();
        ScoreAccumulator there = ScoreAccumulator.of(first);
        there.merge(second);
        ScoreAccumulator back = ScoreAccumulator.of(second);
        back.merge(first);
        assertEquals(List.of(there.totals().worst()), List.of(back.totals().worst()));
        assertEquals("a", there.totals().worst()[0].document());
        assertEquals(2, there.totals().worst()[1].position());
        assertEquals("b", there.totals().worst()[2].document());
    }

    /** A document of which only its sum is known, as in lm-eval's samples. */
    private static Totals whole(String document, double nll, long units) {
        CompletionScore base = Scores.response(document);
        TextMeasure text =
                new TextMeasure(null, null, units, units, nll, 1, Averaging.TOKENS, 0, null, null);
        return Documents.close(List.of(Scores.withText(base, base.extent(), text)), TALLY).totals();
    }

    private static CompletionScore piece(
            String document,
            Averaging averaging,
            int first,
            int entries,
            double weight,
            double[] nll) {
        int[] starts = new int[nll.length];
        TextMeasure text =
                new TextMeasure(null, null, 4, 9, Double.NaN, weight, averaging, 1, starts, starts);
        return Scores.withText(
                Scores.response(document, nll), new Extent(first, -1, entries, true), text);
    }
}
