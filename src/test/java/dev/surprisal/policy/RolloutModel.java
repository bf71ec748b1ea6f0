package dev.surprisal.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A made-up language model of {@value #TOKENS} tokens, whose next token depends on the one before
 * in {@value #CONTEXTS} classes, and its policy over the steps of {@link RolloutPlan}: so every KL
 * between what the roll-outs say is known exactly.
 */
final class RolloutModel {

    static final int TOKENS = 24;
    static final int CONTEXTS = 4;
    private static final long SEED = 20260707;

    private final double[][] base;
    private final double[][] direction;
    private final double[][] noise;

    /** Of one environment. */
    RolloutModel(String env) {
        Random random = new Random(SEED + env.hashCode());
        base = gaussian(random, 1.3);
        direction = gaussian(random, 1);
        noise = gaussian(random, 1);
    }

    private static double[][] gaussian(Random random, double scale) {
        double[][] values = new double[CONTEXTS][TOKENS];
        for (double[] row : values) {
            Arrays.setAll(row, i -> scale * random.nextGaussian());
        }
        return values;
    }

    /** [tokens] probabilities of the frozen model. */
    double[] reference(int context) {
        return softmax(base[context]);
    }

    double[] policy(String env, int step, int context) {
        return softmax(logits(env, step, context, 0));
    }

    /** What the engine samples from: with its own rounding, cut where the plan says. */
    double[] sampler(String env, int step, int context) {
        double[] p = softmax(logits(env, step, context, RolloutPlan.noise(step)));
        return RolloutPlan.cuts(step) ? cut(p) : p;
    }

    private double[] logits(String env, int step, int context, double noisy) {
        double drift = RolloutPlan.drift(env, step);
        double sharpness = RolloutPlan.sharpness(env, step);
        double[] logits = new double[TOKENS];
        for (int i = 0; i < TOKENS; i++) {
            double moved = base[context][i] + drift * direction[context][i];
            logits[i] = sharpness * moved + noisy * noise[context][i];
        }
        return logits;
    }

    private static double[] softmax(double[] logits) {
        double top = Arrays.stream(logits).max().orElseThrow();
        return normalised(Arrays.stream(logits).map(x -> StrictMath.exp(x - top)).toArray());
    }

    private static double[] normalised(double[] masses) {
        double sum = Arrays.stream(masses).sum();
        return Arrays.stream(masses).map(mass -> mass / sum).toArray();
    }

    /** The likeliest tokens up to the one that reaches top-p; the others have 0. */
    private static double[] cut(double[] p) {
        int[] order =
                IntStream.range(0, TOKENS)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer i) -> -p[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] kept = new double[TOKENS];
        double mass = 0;
        for (int i = 0; i < TOKENS && mass < RolloutPlan.TOP_P; i++) {
            kept[order[i]] = p[order[i]];
            mass += p[order[i]];
        }
        return normalised(kept);
    }
}
