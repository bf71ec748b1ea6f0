package dev.surprisal.alarm;

import java.io.Serializable;
import java.util.List;

/**
 * A limit on the mean over completions of one statistic of a step. Exactly one of {@code min} and
 * {@code max} is a number.
 *
 * @param statistic one of {@link #STATISTICS}
 * @param min the mean may not be below it; NaN for none
 * @param max the mean may not be above it, a KL budget for example; NaN for none
 */
public record StepLimit(String statistic, double min, double max) implements Serializable {

    /** k3 of a completion's tokens to the reference, in nats a token. */
    static final String KL = "kl";

    /** k3 of a completion's tokens between sampler and policy, in nats a token. */
    static final String MISMATCH = "mismatch";

    /**
     * What can be limited: {@code kl} and {@code mismatch} (k3 of a completion's tokens, nats a
     * token), {@code entropy} (nats a token), {@code length} (own tokens).
     */
    public static final List<String> STATISTICS = List.of(KL, MISMATCH, "entropy", "length");

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException when the statistic is not known, or not exactly one of min
     *     and max is given, or it is not positive and finite
     */
    public StepLimit {
        if (!STATISTICS.contains(statistic)) {
            throw new IllegalArgumentException(
                    "a limit of '" + statistic + "' is not one of " + STATISTICS);
        }
        if (Double.isNaN(min) == Double.isNaN(max)) {
            throw new IllegalArgumentException(
                    "a limit of " + statistic + " takes min or max, exactly one");
        }
        double limit = Double.isNaN(max) ? min : max;
        if (!(limit > 0 && limit < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the limit " + limit + " of " + statistic + " is not above 0 and finite");
        }
    }

    /** The mean is to be at most {@code max}. */
    public static StepLimit atMost(String statistic, double max) {
        return new StepLimit(statistic, Double.NaN, max);
    }

    /** The mean is to be at least {@code min}. */
    public static StepLimit atLeast(String statistic, double min) {
        return new StepLimit(statistic, min, Double.NaN);
    }

    boolean upward() {
        return Double.isNaN(min);
    }

    double limit() {
        return upward() ? max : min;
    }
}
