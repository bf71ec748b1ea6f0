package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.DocumentTally;
import dev.surprisal.event.Figures;
import dev.surprisal.testing.Scores;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Golden values: kl-and-drift part D, computed with numpy in float64. */
class FigureCalculatorTest {

    private static final double EXACT = 1e-12;

    @Test
    void figuresOfThreeDocumentsAreTheGoldenOnes() {
        Figures figures =
                figures(
                        Scores.response("a", .5, 1, 2, .1),
                        Scores.response("b", .3, 4, .2),
                        Scores.response("c", 2.5, 2.5, .25, .75, 1.5));

        assertEquals(1.3, figures.nllMean(), EXACT);
        assertEquals(15.6, figures.nllSum(), 1e-14);
        assertEquals(3.6692966676192444, figures.perplexity(), EXACT);
        assertEquals(3.6692966676192444, figures.perplexityStrict(), EXACT);
        assertEquals(1.2967024655424857, figures.perplexitySeIid(), EXACT);
        assertEquals(1.3 / StrictMath.log(2), figures.bitsPerToken(), EXACT);
        // Student's t with 2 degrees of freedom: exp(1.3 ∓ 4.302652729749464 · 0.20207259421636903)
        assertEquals(
                StrictMath.exp(1.3 - 4.302652729749464 * .20207259421636903),
                figures.perplexityLow(),
                1e-9);
        assertEquals(
                StrictMath.exp(1.3 + 4.302652729749464 * .20207259421636903),
                figures.perplexityHigh(),
                1e-9);
        assertEquals(3, figures.clusters());
        assertEquals("document", figures.clusterUnit());
        assertEquals(1, figures.coverage(), 0);
        assertNull(figures.comparison());
    }

    @Test
    void oneDocumentHasNoInterval() {
        Figures figures = figures(Scores.response("a", .5, 1));

        assertTrue(Double.isNaN(figures.perplexityLow()));
        assertTrue(Double.isNaN(figures.perplexityHigh()));
    }

    @Test
    void aTokenThatIsNotALogProbIsCountedAndMakesStrictPerplexityUndefined() {
        Figures figures = figures(Scores.response("a", 1, Double.NaN, 3));

        assertEquals(2, figures.tokensScored());
        assertEquals(3, figures.tokensExpected());
        assertEquals(2 / 3.0, figures.coverage(), 0);
        assertEquals(2, figures.nllMean(), 0);
        assertTrue(Double.isNaN(figures.perplexityStrict()));
    }

    @Test
    void noTokensHaveNoFigures() {
        Figures figures = figures(Scores.response("a"));

        assertTrue(Double.isNaN(figures.nllMean()));
        assertTrue(Double.isNaN(figures.nllSum()));
        assertTrue(Double.isNaN(figures.perplexity()));
        assertTrue(Double.isNaN(figures.perplexityStrict()));
        assertTrue(Double.isNaN(figures.coverage()));
        assertEquals(0, figures.clusters());
    }

    private static Figures figures(CompletionScore... scores) {
        ScoreAccumulator sums = new ScoreAccumulator();
        for (CompletionScore score : scores) {
            sums.merge(Documents.close(List.of(score), new DocumentTally(0, 0, 0, false)).totals());
        }
        return FigureCalculator.figures(sums.totals(), "document");
    }
}
