package dev.surprisal.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the roll-outs of {@link RolloutStream} say beside log-probs and rewards: a verifier of math
 * with the truth, pairs of code, lists of likeliest tokens.
 */
final class RolloutLabels {

    private static final long SEED = 20261124;
    private static final int LISTED = 5;

    /** A verifier that gave no number. */
    private static final int UNJUDGED = 600;

    private final Random random = new Random(SEED);

    /**
     * A verifier that knows how likely an answer is right, and is fooled where the reward is: it
     * goes with the reward, the truth with the gold one.
     */
    String judge(String env, int step, int number) {
        if (!env.equals("math")) {
            return "";
        }
        double gold = RolloutPlan.gold(env, step);
        double likely = bounded(gold + 0.15 * random.nextGaussian());
        double judged = bounded(likely + RolloutPlan.reward(env, step) - gold);
        int label = random.nextDouble() < likely ? 1 : 0;
        String judge = number == UNJUDGED ? "\"NaN\"" : RolloutStream.decimals(judged);
        return ",\"judge\":" + judge + ",\"label\":" + label;
    }

    private static double bounded(double p) {
        return Math.max(0.02, Math.min(0.98, p));
    }

    /**
     * Makes the first two code completions of each writer a pair: three times in four the one is
     * chosen that has the greater log-ratio of policy and reference.
     */
    void pair(int step, String[] records, double[] logRatios) {
        for (int writer = 0; writer < RolloutPlan.WRITERS; writer++) {
            int one = 2 + writer;
            int other = 6 + writer;
            boolean greater = logRatios[one] > logRatios[other];
            boolean chosen = random.nextInt(4) > 0 == greater;
            records[one] += half(step, chosen);
            records[other] += half(step, !chosen);
        }
    }

    private static String half(int step, boolean chosen) {
        return ",\"pair\":" + step + ",\"preferred\":" + chosen;
    }

    /** The sampler's, of [tokens][V] probabilities. */
    static String lists(int tool, double[][] likely) {
        return IntStream.range(0, likely.length)
                .mapToObj(i -> i < tool ? "null" : list(likely[i]))
                .collect(
                        Collectors.joining(
                                ",",
                                ",\"vocabulary\":"
                                        + RolloutModel.TOKENS
                                        + ",\"top_size\":"
                                        + LISTED
                                        + ",\"sampler_top\":[",
                                "]"));
    }

    private static String list(double[] p) {
        List<Integer> top =
                IntStream.range(0, p.length)
                        .boxed()
                        .filter(token -> p[token] > 0)
                        .sorted(Comparator.comparingDouble((Integer token) -> -p[token]))
                        .limit(LISTED)
                        .toList();
        return top.stream().map(String::valueOf).collect(Collectors.joining(",", "[[", "],"))
                + top.stream()
                        .map(token -> RolloutStream.decimals(StrictMath.log(p[token])))
                        .collect(Collectors.joining(",", "[", "]]"));
    }
}
