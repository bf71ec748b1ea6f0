package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopKBoundsTest {

    private static final long SEED = 2_04_25;

    /** Of sums of at most 40 terms of size 1 in double. */
    private static final double ROUNDING = 1e-12;

    @Test
    void boundsHoldForEveryPairOfDistributionsAndTightenInOrder() {
        System.out.println("top-k bounds, seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        int apart = 0;
        for (int i = 0; i < 30_000; i++) {
            int vocabulary = 2 + random.nextInt(39);
            double[] p = distribution(vocabulary, random);
            double[] q = random.nextBoolean() ? distribution(vocabulary, random) : near(p, random);
            int k = 1 + random.nextInt(vocabulary);
            int kq = 1 + random.nextInt(vocabulary);

            TopKBounds bounds = TopKBounds.of(top(p, k, -1), top(q, kq, -1), kq);

            double kl = 0;
            double tv = 0;
            for (int t = 0; t < vocabulary; t++) {
                kl += p[t] * StrictMath.log(p[t] / q[t]);
                tv += 0.5 * Math.abs(p[t] - q[t]);
            }
            assertTrue(bounds.lumped() <= bounds.tighter(), bounds::toString);
            assertTrue(bounds.tighter() <= kl + ROUNDING, bounds + " KL " + kl);
            assertTrue(bounds.tvLow() <= tv + ROUNDING, bounds + " TV " + tv);
            assertTrue(bounds.tvHigh() >= tv - ROUNDING, bounds + " TV " + tv);
            apart += bounds.tighter() > bounds.lumped() + ROUNDING ? 1 : 0;
        }
        // The tighter bound must differ somewhere, or the test says nothing of it.
        assertTrue(apart > 1000, apart + " tighter");
    }

    @Test
    void tighterBoundIsTheLeastKlOverAllThatTheListsAllow() {
        // A = {0, 1}, B = {0}: q of 1 is at most q of 0 = 0.4; p has 0.1 and q has 0.6 to share.
        TopKBounds.List p = list(new long[] {0, 1}, 0.5, 0.4);
        TopKBounds.List q = list(new long[] {0}, 0.4);

        double tighter = TopKBounds.of(p, q, 1).tighter();

        double least = Double.POSITIVE_INFINITY;
        int steps = 600_000;
        for (int i = 1; i < steps; i++) {
            double one = 0.6 * i / steps;
            if (one <= 0.4) {
                double kl =
                        0.5 * Math.log(0.5 / 0.4)
                                + 0.4 * Math.log(0.4 / one)
                                + 0.1 * Math.log(0.1 / (0.6 - one));
                least = Math.min(least, kl);
            }
        }
        // A grid of 1e-6 around a minimum at the edge of the cap, slope below 1.
        assertEquals(least, tighter, 1e-6);
        assertTrue(tighter > TopKBounds.of(p, q, 1).lumped() + 0.01);
    }

    @Test
    void goldenOfPlainTruncationIsNotReproduced() {
        double[] p = {.5, .2, .1, .1, .1};
        double[] q = {.6, .25, .1, .03, .02};

        TopKBounds bounds = TopKBounds.of(top(p, 3, -1), top(q, 3, -1), 3);

        assertEquals(.14146938356415886, bounds.lumped(), 1e-15);
        assertTrue(bounds.tighter() <= .14555158301618443);
    }

    @Test
    void wholeListsGiveKlItself() {
        double[] p = {.9, .05, .03, .02};
        double[] q = {.6, .2, .15, .05};

        TopKBounds bounds = TopKBounds.of(top(p, 4, -1), top(q, 4, -1), 4);

        // Four terms; the tails are what 1 − Σ leaves of rounding.
        assertEquals(.22899492723084736, bounds.lumped(), 1e-14);
        assertEquals(.3, bounds.tvLow(), 1e-15);
        assertEquals(.3, bounds.tvHigh(), 1e-15);
    }

    @Test
    void chosenTokenBeyondTheListDoesNotLowerTheCap() {
        // q's list is its top 1 and the chosen token 3, of which it thinks little.
        double[] p = {.5, .3, .15, .05};
        double[] q = {.4, .35, .249, .001};

        TopKBounds bounds = TopKBounds.of(top(p, 2, -1), top(q, 1, 3), 1);

        double kl = IntStream.range(0, 4).mapToDouble(i -> p[i] * Math.log(p[i] / q[i])).sum();
        assertTrue(bounds.tighter() <= kl, bounds + " KL " + kl);
    }

    @Test
    void emptyListsSayNothing() {
        TopKBounds bounds = TopKBounds.of(list(new long[0]), list(new long[0]), 5);

        assertEquals(new TopKBounds(0, 0, 0, 0, 1, 0, StrictMath.log(2)), bounds);
    }

    @Test
    void listsThatAddUpToMoreThanOneStayBounds() {
        // float32 log-probs of a sure token: 2e-7 too much in both.
        TopKBounds.List p = list(new long[] {0, 1}, 0.9999999, 3e-7);
        TopKBounds.List q = list(new long[] {0, 2}, 0.9999999, 3e-7);

        TopKBounds bounds = TopKBounds.of(p, q, 2);

        assertTrue(bounds.tighter() >= 0 && bounds.tighter() < 1e-5, bounds::toString);
    }

    /** From flat to nearly sure. */
    private static double[] distribution(int size, SplittableRandom random) {
        double sharpness = random.nextDouble(0, 12);
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

    private static TopKBounds.List top(double[] of, int k, int extra) {
        long[] tokens =
                IntStream.range(0, of.length)
                        .boxed()
                        .sorted((a, b) -> Double.compare(of[b], of[a]))
                        .mapToLong(Integer::longValue)
                        .toArray();
        long[] kept = Arrays.copyOf(tokens, k + (extra < 0 ? 0 : 1));
        if (extra >= 0) {
            kept[k] = extra;
        }
        return list(kept, Arrays.stream(kept).mapToDouble(t -> of[(int) t]).toArray());
    }

    private static TopKBounds.List list(long[] tokens, double... masses) {
        double[] logprobs = Arrays.stream(masses).map(StrictMath::log).toArray();
        return new TopKBounds.List(tokens, logprobs, 0, tokens.length);
    }
}
