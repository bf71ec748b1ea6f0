package dev.surprisal.convention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.kernel.ExactSums;
import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

/**
 * A model without weights, nll = 2 + ((7919·i) mod 101)/101 + 1/(1 + c) for token i with c tokens
 * before it in its window: the perplexity depends on every window edge. The figures were computed
 * with the tools' own functions.
 */
class ToyModelTest {
    private static final int TOKENS = 5000;

    @Test
    void lmEval() {
        Convention convention = Conventions.named("lm-eval").change().maxLength(1024).build();
        assertEquals(5000, WindowPlan.of(convention, TOKENS).coverage().scored());
        assertClose(12.189191009750674, perplexity(convention));
    }

    @Test
    void hfDocAsWritten() {
        Convention convention = Conventions.named("hf-doc");
        assertEquals(4991, weights(convention));
        assertClose(12.150872708142048, perplexity(convention));
    }

    @Test
    void hfDocWeighted() {
        Convention convention = Conventions.named("hf-doc-weighted");
        assertEquals(4999, weights(convention));
        assertClose(12.150854610318689, perplexity(convention));
    }

    /** Every window after the first weighs nothing, though it scores a token. */
    @Test
    void hfDocWithStrideOne() {
        Convention convention = Conventions.named("hf-doc").change().stride(1).build();
        assertEquals(1023, weights(convention));
        assertEquals(4999, WindowPlan.of(convention, TOKENS).coverage().scored());
    }

    @Test
    void llamaCpp() {
        Convention convention = Conventions.named("llama.cpp-512");
        assertEquals(2295, WindowPlan.of(convention, TOKENS).coverage().scored());
        assertClose(12.144142872602163, perplexity(convention));
    }

    private static double perplexity(Convention convention) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal weights = BigDecimal.ZERO;
        for (PlannedWindow window : WindowPlan.of(convention, TOKENS)) {
            long[] nll = ExactSums.create(1);
            for (int token = window.scoredFrom(); token < window.scoredTo(); token++) {
                int seen = token - window.from() + (window.prefixed() ? 1 : 0);
                ExactSums.add(nll, 0, 2 + (7919 * token % 101) / 101.0 + 1 / (1.0 + seen));
            }
            BigDecimal weight = BigDecimal.valueOf(window.weight());
            BigDecimal mean =
                    ExactSums.toBigDecimal(nll, 0)
                            .divide(BigDecimal.valueOf(window.scored()), MathContext.DECIMAL128);
            sum = sum.add(mean.multiply(weight));
            weights = weights.add(weight);
        }

        return StrictMath.exp(sum.divide(weights, MathContext.DECIMAL128).doubleValue());
    }

    private static double weights(Convention convention) {
        double weights = 0; // whole numbers: exact
        for (PlannedWindow window : WindowPlan.of(convention, TOKENS)) {
            weights += window.weight();
        }
        return weights;
    }

    private static void assertClose(double expected, double seen) {
        assertEquals(expected, seen, 1e-12 * expected);
    }
}
