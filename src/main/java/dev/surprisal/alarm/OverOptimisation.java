package dev.surprisal.alarm;

import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.RecentSteps;
import dev.surprisal.event.StepScore;

/**
 * The rule that finds reward bought with KL: whether, from the W steps before the last W to these,
 * the reward rose and the policy moved away from the reference, and what a reward that the policy
 * is not trained on says of it.
 *
 * <pre>
 * z = (m2 − m1) / sqrt(s1²/W + s2²/W)      by step means; s² with divisor W − 1
 * holds when   z of reward/mean ≥ {@value #Z}  and  z of sqrt_kl ≥ {@value #Z}  and
 *              z of reward/gold_mean ≤ −{@value #Z}, where it is there in all 2W steps;
 *              else the mean kl of the last W steps is above its limit
 * </pre>
 *
 * <ul>
 *   <li>a step without reward or sqrt_kl, or with one that is not finite, is left out: no verdict
 *   <li>fewer than 2W steps: no verdict
 *   <li>a held-out reward in some of the steps only: not compared, as without it
 *   <li>no held-out reward and no limit of kl: it does not hold
 *   <li>no held-out reward, and not all of the last W steps have a valid kl: no verdict
 *   <li>no variance in either half: z is 0 if the means are equal, else ±∞
 * </ul>
 *
 * <p>Step means are neither independent nor normal, so nothing is promised of false ones; the shape
 * is that of Welch's test (1947). Source of the shape of a curve: Gao, Schulman, Hilton (2023),
 * arXiv 2210.10760: the held-out reward falls as √KL grows while the trained one still rises.
 */
final class OverOptimisation {

    static final String NAME = "over-optimisation";
    static final double Z = 4;

    private static final RecentSteps NONE =
            new RecentSteps(
                    new long[0], new double[0], new double[0], new double[0], new double[0]);

    private final int window;
    private final double klMax;

    /** Compares windows of so many steps; {@code klMax} is NaN without a limit of kl. */
    OverOptimisation(int window, double klMax) {
        this.window = window;
        this.klMax = klMax;
    }

    /**
     * What the rule says of a group after a step.
     *
     * @param known whether there is a verdict
     * @param holds whether the reward looks over-optimised
     * @param reward of {@code reward/mean}
     * @param rootKl of {@code sqrt_kl}
     * @param gold of {@code reward/gold_mean}; null where it was not compared
     * @param golds steps of the 2W that have a held-out reward
     * @param kl mean over the last W steps, nats a token; NaN where one has none
     */
    record Verdict(
            boolean known,
            boolean holds,
            Comparison reward,
            Comparison rootKl,
            Comparison gold,
            int golds,
            double kl) {

        private static final Verdict NONE = new Verdict(false, false, null, null, null, 0, 0);

        /** The least of the z that the rule asks for, each in its direction. */
        double evidence() {
            double least = Math.min(reward.z(), rootKl.z());
            return gold == null ? least : Math.min(least, -gold.z());
        }
    }

    /** Means of the W steps before and of the last W, and the z of their difference. */
    record Comparison(double before, double now, double z) {

        static Comparison of(double[] values, int window) {
            double[] first = moments(values, 0, window);
            double[] second = moments(values, window, 2 * window);
            double difference = second[0] - first[0];
            double error = Math.sqrt(first[1] / window + second[1] / window);
            double z = difference == 0 ? 0 : difference / error;
            return new Comparison(first[0], second[0], z);
        }

        /** [mean, variance], from the first value, so that equal ones have exactly none. */
        private static double[] moments(double[] values, int from, int to) {
            int count = to - from;
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += values[i] - values[from];
            }
            double shift = sum / count;
            double squares = 0;
            for (int i = from; i < to; i++) {
                double deviation = values[i] - values[from] - shift;
                squares += deviation * deviation;
            }
            return new double[] {values[from] + shift, squares / (count - 1)};
        }
    }

    /**
     * With a step more, for which the oldest make room; the very same if the step is left out.
     *
     * @param known null before the first step
     */
    RecentSteps add(RecentSteps known, StepScore step) {
        RecentSteps recent = known == null ? NONE : known;
        double reward = step.value("reward/mean");
        double rootKl = step.value("sqrt_kl");
        if (!Double.isFinite(reward) || !Double.isFinite(rootKl)) {
            return recent;
        }
        int from = Math.max(0, recent.steps().length + 1 - 2 * window);
        int kept = recent.steps().length - from;
        long[] steps = new long[kept + 1];
        System.arraycopy(recent.steps(), from, steps, 0, kept);
        steps[kept] = step.firstStep();
        return new RecentSteps(
                steps,
                append(recent.rewards(), from, reward),
                append(recent.rootKls(), from, rootKl),
                append(recent.golds(), from, step.value("reward/gold_mean")),
                append(recent.kls(), from, kl(step)));
    }

    private static double[] append(double[] values, int from, double value) {
        int kept = values.length - from;
        double[] appended = new double[kept + 1];
        System.arraycopy(values, from, appended, 0, kept);
        appended[kept] = value;
        return appended;
    }

    private static double kl(StepScore step) {
        DocumentMeans means = DocumentSample.find(step.means(), StepLimit.KL);
        return means == null || StepValidity.invalid(step, StepLimit.KL)
                ? Double.NaN
                : DocumentSample.of(means).mean();
    }

    /** What the rule says of the last 2W steps. */
    Verdict judge(RecentSteps recent) {
        if (recent.steps().length < 2 * window) {
            return Verdict.NONE;
        }
        Comparison reward = Comparison.of(recent.rewards(), window);
        Comparison rootKl = Comparison.of(recent.rootKls(), window);
        boolean bought = reward.z() >= Z && rootKl.z() >= Z;
        int golds = 0;
        for (double gold : recent.golds()) {
            golds += Double.isFinite(gold) ? 1 : 0;
        }
        double kl = lastMean(recent.kls());
        if (golds == recent.golds().length) {
            Comparison gold = Comparison.of(recent.golds(), window);
            return new Verdict(true, bought && gold.z() <= -Z, reward, rootKl, gold, golds, kl);
        }
        boolean known = Double.isNaN(klMax) || !Double.isNaN(kl);
        return new Verdict(known, bought && kl > klMax, reward, rootKl, null, golds, kl);
    }

    /** NaN if one of them is. */
    private double lastMean(double[] values) {
        double sum = 0;
        for (int i = values.length - window; i < values.length; i++) {
            sum += values[i];
        }
        return sum / window;
    }

    int window() {
        return window;
    }

    double klMax() {
        return klMax;
    }
}
