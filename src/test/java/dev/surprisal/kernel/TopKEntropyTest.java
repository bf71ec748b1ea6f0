package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopKEntropyTest {

    private static final double[] NONE = {};

    @Test
    void aWholeDistributionHasItsEntropyForBothBounds() {
        double[] uniform = new double[8];
        Arrays.fill(uniform, -StrictMath.log(8));

        assertEquals(StrictMath.log(8), TopKEntropy.low(uniform, 0, 8), 1e-12);
        assertEquals(StrictMath.log(8), TopKEntropy.high(uniform, 0, 8, 8), 1e-12);
    }

    @Test
    void withoutAListNothingIsKnown() {
        assertEquals(0, TopKEntropy.low(NONE, 0, 0));
        assertEquals(StrictMath.log(50), TopKEntropy.high(NONE, 0, 0, 50), 1e-12);
        assertEquals(Double.NaN, TopKEntropy.high(NONE, 0, 0, 0));
    }

    @Test
    void theBoundsHoldForEveryDistribution() {
        long seed = 4711;
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            double[] logprobs = distribution(random);
            int k = random.nextInt(logprobs.length + 1);
            double[] listed = listed(logprobs, k, random);
            double exact = entropy(logprobs);
            double low = TopKEntropy.low(listed, 0, listed.length);
            double high = TopKEntropy.high(listed, 0, listed.length, logprobs.length);
            String where = "seed " + seed + " round " + round;
            assertTrue(low <= exact + 1e-9, where + ": " + low + " > " + exact);
            assertTrue(high >= exact - 1e-9, where + ": " + high + " < " + exact);
        }
    }

    /** Often steep, often flat, seldom with a token of probability 0. */
    private static double[] distribution(Random random) {
        double[] p = new double[2 + random.nextInt(40)];
        double steepness = 6 * random.nextDouble();
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            p[i] = StrictMath.exp(steepness * random.nextGaussian());
            sum += p[i];
        }
        for (int i = 0; i < p.length; i++) {
            p[i] = StrictMath.log(p[i] / sum);
        }
        Arrays.sort(p);
        return p;
    }

    /** The k likeliest, and sometimes one more that was chosen. */
    private static double[] listed(double[] ascending, int k, Random random) {
        int rest = ascending.length - k;
        boolean chosen = rest > 0 && random.nextBoolean();
        double[] listed = new double[chosen ? k + 1 : k];
        System.arraycopy(ascending, rest, listed, 0, k);
        if (chosen) {
            listed[k] = ascending[random.nextInt(rest)];
        }
        return listed;
    }

    private static double entropy(double[] logprobs) {
        double entropy = 0;
        for (double logprob : logprobs) {
            entropy -= StrictMath.exp(logprob) * logprob;
        }
        return entropy;
    }
}
