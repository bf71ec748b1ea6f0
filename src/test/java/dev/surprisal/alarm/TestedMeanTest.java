package dev.surprisal.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.DocumentMeans;
import dev.surprisal.testing.WatchedWindow;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestedMeanTest {

    private static final MathContext DIGITS = new MathContext(50);

    /** The claim that the guarantee rests on: never more than the documents' own product. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void aWindowNeverPaysMoreThanItsDocuments(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            double[] documents = documents(random, 1 + random.nextInt(60));
            TestedMean up = TestedMean.atMost(0.5 + random.nextDouble() * 3);
            TestedMean down =
                    TestedMean.atLeast(1 + random.nextDouble(), 2.5 + random.nextDouble());
            assertPays(up, documents, Double.POSITIVE_INFINITY, seed);
            assertPays(down, documents, downCap(down), seed);
        }
    }

    private static void assertPays(TestedMean tested, double[] documents, double cap, long seed) {
        double[] increments = tested.increments(WatchedWindow.means("nll", documents));
        for (int bet = 0; bet < TestedMean.BETS; bet++) {
            double own = own(tested, documents, cap, tested.lambda(bet));
            String message = "seed " + seed + " bet " + bet + " of " + documents.length;
            assertTrue(increments[bet] <= own + 1e-9, message);
        }
    }

    /** ln of the product over the documents themselves. */
    private static double own(TestedMean tested, double[] documents, double cap, double lambda) {
        BigDecimal product = BigDecimal.ONE;
        for (double x : documents) {
            double ratio = Math.min(x, cap) / tested.mean() - 1;
            product = product.multiply(BigDecimal.valueOf(1 + lambda * ratio), DIGITS);
        }
        // In two steps: the product of many documents is beyond a double.
        int scale = product.precision() - product.scale();
        return StrictMath.log(product.scaleByPowerOfTen(-scale).doubleValue())
                + scale * StrictMath.log(10);
    }

    /** From the most negative bet, 0.95 μ0 / (μ0 − B). */
    private static double downCap(TestedMean down) {
        return down.mean() - 0.95 * down.mean() / down.lambda(TestedMean.BETS - 1);
    }

    /** Skewed, some zero, some tiny. */
    private static double[] documents(Random random, int count) {
        double[] documents = new double[count];
        for (int i = 0; i < count; i++) {
            double gauss = random.nextGaussian();
            documents[i] =
                    switch (random.nextInt(12)) {
                        case 0 -> 0;
                        case 1 -> 1e-12;
                        default -> 2 * StrictMath.exp(0.5 * gauss);
                    };
        }
        return documents;
    }

    /** λ²s²/2 is what a bet on the right shift gains for each document of relative spread s. */
    @Test
    void bucketsLoseLittleOfWhatABetGains() {
        Random random = new Random(5);
        double spread = 0.25;
        double[] documents = new double[5000];
        for (int i = 0; i < documents.length; i++) {
            documents[i] = 2.1 * StrictMath.exp(spread * random.nextGaussian());
        }
        TestedMean up = TestedMean.atMost(2);
        double[] increments = up.increments(WatchedWindow.means("nll", documents));
        for (int bet = 0; bet < TestedMean.BETS; bet++) {
            double lambda = up.lambda(bet);
            double own = own(up, documents, Double.POSITIVE_INFINITY, lambda);
            double gain = documents.length * lambda * lambda * spread * spread / 2;
            assertEquals(own, increments[bet], 0.03 * gain, "bet " + bet);
        }
    }

    @Test
    void expectationIsAtMostOneUnderTheNullHypothesis() {
        // Two documents as likely as each other, of mean exactly μ0: E[e] in exact weights.
        for (double spread : new double[] {0, 0.3, 0.9, 1}) {
            TestedMean up = TestedMean.atMost(2);
            TestedMean down = TestedMean.atLeast(2, 5);
            double[] high = up.increments(WatchedWindow.means("nll", 2 * (1 + spread)));
            double[] low = up.increments(WatchedWindow.means("nll", 2 * (1 - spread)));
            double[] downHigh = down.increments(WatchedWindow.means("nll", 2 * (1 + spread)));
            double[] downLow = down.increments(WatchedWindow.means("nll", 2 * (1 - spread)));
            for (int bet = 0; bet < TestedMean.BETS; bet++) {
                assertTrue(StrictMath.exp(high[bet]) + StrictMath.exp(low[bet]) <= 2 + 1e-12);
                assertTrue(
                        StrictMath.exp(downHigh[bet]) + StrictMath.exp(downLow[bet]) <= 2 + 1e-12);
            }
        }
    }

    @Test
    void whatIsNegativeOrNotFinitePaysOneAndIsCounted() {
        double[] good = {2.5, 3, 2.25};
        DocumentMeans clean = WatchedWindow.means("nll", good);
        DocumentMeans dirty =
                WatchedWindow.means(
                        "nll", 2.5, 3, 2.25, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        TestedMean up = TestedMean.atMost(2);
        for (int bet = 0; bet < TestedMean.BETS; bet++) {
            assertEquals(up.increments(clean)[bet], up.increments(dirty)[bet]);
        }
        assertEquals(0, TestedMean.untestable(clean));
        assertEquals(2, TestedMean.untestable(dirty));

        // A negative one is in the exact sum: it may cost evidence, never add any.
        DocumentMeans negative = WatchedWindow.means("nll", 2.5, 3, 2.25, -50);
        TestedMean down = TestedMean.atLeast(2, 5);
        assertEquals(1, TestedMean.untestable(negative));
        for (int bet = 0; bet < TestedMean.BETS; bet++) {
            assertTrue(up.increments(negative)[bet] <= up.increments(clean)[bet]);
            assertTrue(down.increments(negative)[bet] <= down.increments(clean)[bet]);
        }
    }

    @Test
    void betsGoTheRightWayAndStayWithinTheirLimit() {
        TestedMean up = TestedMean.atMost(2);
        TestedMean down = TestedMean.atLeast(2, 6);
        for (int bet = 0; bet < TestedMean.BETS; bet++) {
            assertTrue(up.lambda(bet) > 0 && up.lambda(bet) < 1);
            assertTrue(down.lambda(bet) < 0 && down.lambda(bet) > 2 / (2 - 6.0));
        }
    }

    @Test
    void aMeanOfNothingCannotBeTested() {
        assertThrows(IllegalArgumentException.class, () -> TestedMean.atMost(0));
        assertThrows(IllegalArgumentException.class, () -> TestedMean.atMost(Double.NaN));
        assertThrows(
                IllegalArgumentException.class, () -> TestedMean.atMost(Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> TestedMean.atLeast(2, 2));
    }
}
