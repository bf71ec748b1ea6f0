package dev.surprisal.policy;

import java.util.Map;
import java.util.TreeMap;

/**
 * Reward against √KL over the steps of a run: the steps that no other one dominates with at least
 * their reward for at most their KL. Ties count as dominated.
 *
 * <p>Source of the axes: Gao, Schulman, Hilton (2022), "Scaling laws for reward model
 * overoptimization".
 */
public final class Frontier {

    private final TreeMap<Double, Double> rewards = new TreeMap<>();

    /** Empty. */
    public Frontier() {}

    /** From what {@link #kls} and {@link #rewards} gave. */
    public Frontier(double[] kls, double[] rewards) {
        for (int i = 0; i < kls.length; i++) {
            this.rewards.put(kls[i], rewards[i]);
        }
    }

    /**
     * Adds a step.
     *
     * @param sqrtKl at least 0
     * @param reward mean of the step
     * @return how far it is below the best reward that was had for at most its KL; 0 on the
     *     frontier, NaN if one of the numbers is not finite, and then it is not added
     */
    public double add(double sqrtKl, double reward) {
        if (!Double.isFinite(sqrtKl) || !Double.isFinite(reward)) {
            return Double.NaN;
        }
        Map.Entry<Double, Double> before = rewards.floorEntry(sqrtKl);
        if (before != null && before.getValue() >= reward) {
            return before.getValue() - reward;
        }
        rewards.tailMap(sqrtKl, true).values().removeIf(other -> other <= reward);
        rewards.put(sqrtKl, reward);
        return 0;
    }

    /** √KL of the steps on it, ascending. */
    public double[] kls() {
        return StepNumbers.array(rewards.keySet());
    }

    /** Their rewards, ascending. */
    public double[] rewards() {
        return StepNumbers.array(rewards.values());
    }
}
