package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RaoBlackwellTest {

    private static final long SEED = 7_02;

    /** Of sums of at most 30 terms of size 10 in double. */
    private static final double ROUNDING = 1e-11;

    @Test
    void expectationsAreKlAndVariancesAreNotAboveThoseOfTheTokenAlone() {
        SplittableRandom random = new SplittableRandom(SEED);
        int less = 0;
        for (int i = 0; i < 20_000; i++) {
            int vocabulary = 2 + random.nextInt(29);
            double[] p = distribution(vocabulary, random);
            double[] q = random.nextBoolean() ? distribution(vocabulary, random) : near(p, random);
            int k = 1 + random.nextInt(vocabulary);
            Moments rb1 = new Moments();
            Moments rb3 = new Moments();
            Moments k1 = new Moments();
            Moments k3 = new Moments();
            for (int y = 0; y < vocabulary; y++) {
                double logP = StrictMath.log(p[y]);
                double logQ = StrictMath.log(q[y]);

                RaoBlackwell estimate =
                        RaoBlackwell.of(top(p, k, y), top(q, k, y), k, y, logP, logQ);

                assertTrue(estimate.rb3() >= 0, "seed " + SEED + " " + estimate);
                rb1.add(p[y], estimate.rb1());
                rb3.add(p[y], estimate.rb3());
                k1.add(p[y], LogRatio.k1(logQ - logP));
                k3.add(p[y], LogRatio.k3(logQ - logP));
            }
            double kl =
                    IntStream.range(0, vocabulary)
                            .mapToDouble(t -> p[t] * StrictMath.log(p[t] / q[t]))
                            .sum();
            String which = "seed " + SEED + " case " + i;
            assertEquals(kl, rb1.mean, ROUNDING, which);
            assertEquals(kl, rb3.mean, ROUNDING, which);
            // Relative: k3 of a rare token may be in the thousands.
            assertTrue(rb1.variance() <= k1.variance() + ROUNDING * (1 + k1.square), which);
            assertTrue(rb3.variance() <= k3.variance() + ROUNDING * (1 + k3.square), which);
            less += rb3.variance() < 0.9 * k3.variance() ? 1 : 0;
        }
        assertTrue(less > 10_000, less + " with less variance");
    }

    private static final class Moments {
        double mean;
        double square;

        void add(double weight, double x) {
            mean += weight * x;
            square += weight * x * x;
        }

        double variance() {
            return square - mean * mean;
        }
    }

    @Test
    void sampledTokenBehindTheLikeliestOnesIsNotInTheSet() {
        double[] p = {.5, .3, .15, .05};
        double[] q = {.4, .3, .2, .1};

        RaoBlackwell estimate =
                RaoBlackwell.of(top(p, 2, 3), top(q, 2, 3), 2, 3, Math.log(.05), Math.log(.1));

        assertFalse(estimate.inside());
        assertEquals(Math.log(.5), estimate.rb1(), 1e-15);
    }

    @Test
    void listsWithoutACommonTokenGiveTheTokenAlone() {
        double[] p = {.5, .3, .15, .05};
        double[] q = {.05, .15, .3, .5};
        double d = Math.log(.05) - Math.log(.5);

        RaoBlackwell estimate =
                RaoBlackwell.of(top(p, 1, 0), top(q, 1, 0), 1, 0, Math.log(.5), Math.log(.05));

        assertEquals(new RaoBlackwell(false, -d, LogRatio.k3(d)), estimate);
    }

    @Test
    void setOfNoneIsRefused() {
        double[] p = {.5, .5};
        assertThrows(
                IllegalArgumentException.class,
                () -> RaoBlackwell.of(top(p, 1, 0), top(p, 1, 0), 0, 0, -1, -1));
    }

    private static double[] distribution(int size, SplittableRandom random) {
        double sharpness = random.nextDouble(0, 8);
        double[] masses = new double[size];
        for (int i = 0; i < size; i++) {
            masses[i] = StrictMath.exp(sharpness * random.nextDouble());
        }
        return normalised(masses);
    }

    private static double[] near(double[] p, SplittableRandom random) {
        return normalised(Arrays.stream(p).map(x -> x * (1 + 0.3 * random.nextDouble())).toArray());
    }

    private static double[] normalised(double[] masses) {
        double sum = Arrays.stream(masses).sum();
        return Arrays.stream(masses).map(mass -> mass / sum).toArray();
    }

    /** The k likeliest, and behind them the sampled one if it is not among them, as vLLM lists. */
    private static TopKBounds.List top(double[] of, int k, int sampled) {
        long[] likeliest =
                IntStream.range(0, of.length)
                        .boxed()
                        .sorted((a, b) -> Double.compare(of[b], of[a]))
                        .mapToLong(Integer::longValue)
                        .limit(k)
                        .toArray();
        boolean among = Arrays.stream(likeliest).anyMatch(t -> t == sampled);
        long[] tokens = Arrays.copyOf(likeliest, among ? k : k + 1);
        if (!among) {
            tokens[k] = sampled;
        }
        double[] logprobs =
                Arrays.stream(tokens).mapToDouble(t -> StrictMath.log(of[(int) t])).toArray();
        return new TopKBounds.List(tokens, logprobs, 0, tokens.length);
    }
}
