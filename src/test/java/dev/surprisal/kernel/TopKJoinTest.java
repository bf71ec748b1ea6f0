package dev.surprisal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One join for many positions, against plain collections and against a new one a position. */
class TopKJoinTest {

    private static final long SEED = 7_05;

    @Test
    void estimatesAreThoseOfPlainCollectionsToTheBit() {
        SplittableRandom random = new SplittableRandom(SEED);
        TopKJoin join = new TopKJoin();
        int insides = 0;
        for (int i = 0; i < 20_000; i++) {
            TopKBounds.List p = list(random);
            TopKBounds.List q = list(random);
            int k = 1 + random.nextInt(40);
            long sampled = random.nextInt(50);
            double logP = -9 * random.nextDouble();
            double logQ = -9 * random.nextDouble();
            String which = "seed " + SEED + " case " + i;

            boolean inside = join.lists(p, q).estimate(k, sampled, logP, logQ);

            RaoBlackwell expected = plain(p, q, k, sampled, logP, logQ);
            assertEquals(expected, new RaoBlackwell(inside, join.rb1(), join.rb3()), which);
            assertEquals(expected, RaoBlackwell.of(p, q, k, sampled, logP, logQ), which);
            insides += inside ? 1 : 0;
        }
        assertTrue(insides > 500 && insides < 18_000, insides + " inside");
    }

    /** The formula with maps and sorted lists, as it stands in the definition. */
    private static RaoBlackwell plain(
            TopKBounds.List p, TopKBounds.List q, int k, long sampled, double logP, double logQ) {
        Map<Long, Double> inQ = new HashMap<>();
        for (int i : likeliest(q, k)) {
            inQ.put(q.tokens()[i], q.logprobs()[i]);
        }
        double mass = 0;
        double first = 0;
        double third = 0;
        boolean inside = false;
        for (int i : likeliest(p, k)) {
            Double other = inQ.get(p.tokens()[i]);
            if (other != null) {
                double probability = StrictMath.exp(p.logprobs()[i]);
                mass += probability;
                first += probability * LogRatio.k1(other - p.logprobs()[i]);
                third += probability * LogRatio.k3(other - p.logprobs()[i]);
                inside |= p.tokens()[i] == sampled;
            }
        }
        return inside
                ? new RaoBlackwell(true, first / mass, third / mass)
                : new RaoBlackwell(false, LogRatio.k1(logQ - logP), LogRatio.k3(logQ - logP));
    }

    private static List<Integer> likeliest(TopKBounds.List list, int k) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = list.from(); i < list.to(); i++) {
            indexes.add(i);
        }
        indexes.sort(
                Comparator.comparingDouble((Integer i) -> -list.logprobs()[i])
                        .thenComparingLong(i -> list.tokens()[i]));
        return indexes.subList(0, Math.min(k, indexes.size()));
    }

    @Test
    void usedAgainItGivesWhatANewOneGives() {
        SplittableRandom random = new SplittableRandom(SEED);
        TopKJoin join = new TopKJoin();
        for (int i = 0; i < 5_000; i++) {
            TopKBounds.List p = list(random);
            TopKBounds.List q = list(random);
            int k = random.nextInt(40);

            TopKTails tails = join.lists(p, q).bounds(k);

            TopKBounds expected = TopKBounds.of(p, q, k);
            TopKBounds found =
                    new TopKBounds(
                            tails.shared(),
                            tails.lumped(),
                            tails.tighter(),
                            tails.tvLow(),
                            tails.tvHigh(),
                            tails.jsLow(),
                            tails.jsHigh());
            assertEquals(expected, found, "seed " + SEED + " case " + i);
        }
    }

    @Test
    void listsOfAHundredThousandInAnyOrderAreJoined() {
        int size = 100_000;
        long[] tokens = new long[size];
        double[] rising = new double[size];
        Arrays.setAll(tokens, i -> i);
        Arrays.setAll(rising, i -> -20 + 1e-5 * i);
        TopKJoin join = new TopKJoin().p(tokens, rising, 0, size).q(tokens, rising, 0, size);

        assertEquals(size, join.bounds(10).shared());
        assertTrue(join.estimate(10, size - 10, -3, -4));
        assertEquals(0, join.rb1());
        assertFalse(join.estimate(10, size - 11, -3, -4));
        assertTrue(join.leastOfQ(0));
        assertFalse(join.leastOfQ(1));
        assertFalse(join.leastOfQ(size));
    }

    @Test
    void tokenThatUnderflowsUnderPAloneLeavesTheEstimateFinite() {
        long[] tokens = {1, 2};
        TopKJoin join =
                new TopKJoin()
                        .p(tokens, new double[] {-1e-9, -1000}, 0, 2)
                        .q(tokens, new double[] {-1, -.5}, 0, 2);

        assertTrue(join.estimate(2, 1, -1e-9, -1));
        // p ln(p/q) − p + q of the first, and q of the second, which p all but excludes.
        assertEquals(1 - 1 + Math.exp(-1) + Math.exp(-.5), join.rb3(), 1e-8);
    }

    /** Up to 40 of 50 tokens in any order, ties among them. */
    private static TopKBounds.List list(SplittableRandom random) {
        int size = random.nextInt(41);
        long[] tokens = new long[size + 2];
        double[] logprobs = new double[size + 2];
        int step = new int[] {1, 3, 7, 11}[random.nextInt(4)];
        int start = random.nextInt(50);
        boolean sorted = random.nextBoolean();
        for (int i = 0; i < size; i++) {
            tokens[i + 1] = (start + i * step) % 50;
            logprobs[i + 1] = -4 - 0.25 * (sorted ? i / 2 : random.nextInt(40));
        }
        return new TopKBounds.List(tokens, logprobs, 1, size + 1);
    }
}
