package dev.surprisal.aggregate;

import dev.surprisal.event.PreferenceHalf;
import dev.surprisal.policy.RolloutTally;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Pairs of completions that one process of a writer wrote of an open step. Its records come in the
 * order of their numbers, so which of several halves is the first does not depend on how they came.
 *
 * <ul>
 *   <li>of several halves of one pair that are both chosen, or both rejected, the first counts; the
 *       others are counted as repeated
 *   <li>halves of more than {@value #PAIRS_MAX} pairs are counted and not kept
 *   <li>a pair whose halves have other fields counts in the groups of the chosen one
 * </ul>
 */
final class StepPairs {

    /** What a step keeps, and a checkpoint writes, is bounded by this. */
    static final int PAIRS_MAX = 1 << 16;

    private record Half(String[] fields, PreferenceHalf half) {}

    private static final class Pair {
        private Half chosen;
        private Half rejected;
    }

    private final TreeMap<String, Pair> pairs = new TreeMap<>();

    /**
     * Takes a half in.
     *
     * @param fields of its completion
     * @param tally of these fields, for a half that is not kept
     */
    void add(PreferenceHalf half, String[] fields, RolloutTally tally) {
        Pair pair = pairs.get(half.pair());
        if (pair == null) {
            if (pairs.size() == PAIRS_MAX) {
                tally.addHalfBeyond();
                return;
            }
            pair = new Pair();
            pairs.put(half.pair(), pair);
        }
        if ((half.preferred() ? pair.chosen : pair.rejected) != null) {
            tally.addRepeatedHalf();
        } else {
            put(pair, new Half(fields, half));
        }
    }

    private static void put(Pair pair, Half half) {
        if (half.half().preferred()) {
            pair.chosen = half;
        } else {
            pair.rejected = half;
        }
    }

    /** Takes in what {@link #save} gave. */
    void restore(String[] fields, PreferenceHalf half) {
        put(pairs.computeIfAbsent(half.pair(), none -> new Pair()), new Half(fields, half));
    }

    /** Every half with its fields, in order. */
    void save(BiConsumer<String[], PreferenceHalf> target) {
        for (Pair pair : pairs.values()) {
            if (pair.chosen != null) {
                target.accept(pair.chosen.fields(), pair.chosen.half());
            }
            if (pair.rejected != null) {
                target.accept(pair.rejected.fields(), pair.rejected.half());
            }
        }
    }

    /** Adds what has come to the tallies of its fields, once no more comes, and forgets it. */
    void settle(Function<String[], RolloutTally> tallies) {
        for (Map.Entry<String, Pair> entry : pairs.entrySet()) {
            Half chosen = entry.getValue().chosen;
            Half rejected = entry.getValue().rejected;
            if (chosen == null || rejected == null) {
                tallies.apply((chosen == null ? rejected : chosen).fields()).addUnmatchedHalf();
            } else {
                tallies.apply(chosen.fields())
                        .addPair(chosen.half().logRatio(), rejected.half().logRatio());
            }
        }
        pairs.clear();
    }
}
