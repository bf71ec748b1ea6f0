package dev.surprisal.alarm;

import java.util.Arrays;

/**
 * The recursions of e-detectors, in logs, for a grid of bets that run side by side:
 *
 * <pre>
 * e-SR       M = (M + w) · e
 * e-CUSUM    M = max(M, w) · e
 * </pre>
 *
 * <p>M begins at 0. Where each e has expectation at most 1 given the past, so has M − Σw at most 0,
 * for a mixture of bets too; with an alarm at M ≥ 1 and M set to 0 then, the expected number of
 * alarms is at most Σw. w may be any number that is known before its window. With w = 1 and an
 * alarm at A, the form in print, it is the same test: M/A with w = 1/A.
 *
 * <p>Source: Shin, Ramdas, Rinaldo (2024), doi:10.51387/23-NEJSDS51.
 */
final class EProcess {

    /**
     * Nats below the threshold that count as having reached it: a sum of ten weights of 1/10 in
     * logs misses 1 by one ulp, and would alarm a window later than exact arithmetic.
     */
    static final double TOLERANCE = 1e-9;

    private EProcess() {}

    /** A grid of {@code bets} at 0, which is −∞ in logs. */
    static double[] start(int bets) {
        double[] evidence = new double[bets];
        Arrays.fill(evidence, Double.NEGATIVE_INFINITY);
        return evidence;
    }

    /** One step of e-SR of every bet: [bet] ln M, ln w and [bet] ln e; the evidence is replaced. */
    static void shiryaevRoberts(double[] evidence, double logWeight, double[] increments) {
        for (int bet = 0; bet < evidence.length; bet++) {
            evidence[bet] = logSum(evidence[bet], logWeight) + increments[bet];
        }
    }

    /** One step of e-CUSUM of every bet. */
    static void cusum(double[] evidence, double logWeight, double[] increments) {
        for (int bet = 0; bet < evidence.length; bet++) {
            evidence[bet] = Math.max(evidence[bet], logWeight) + increments[bet];
        }
    }

    /** ln of the mean of M over the bets, each of which has an equal share of the weight. */
    static double mixture(double[] evidence) {
        double max = evidence[leader(evidence)];
        if (max == Double.NEGATIVE_INFINITY || max == Double.POSITIVE_INFINITY) {
            return max;
        }
        double sum = 0;
        for (double log : evidence) {
            sum += StrictMath.exp(log - max);
        }
        return max + StrictMath.log(sum / evidence.length);
    }

    /** The bet that has gathered most; the first of equal ones. */
    static int leader(double[] evidence) {
        int leader = 0;
        for (int bet = 1; bet < evidence.length; bet++) {
            if (evidence[bet] > evidence[leader]) {
                leader = bet;
            }
        }
        return leader;
    }

    /** Whether evidence, ln M, has reached a threshold, in logs. */
    static boolean reached(double evidence, double logThreshold) {
        return evidence >= logThreshold - TOLERANCE;
    }

    /** ln w as alerts show it: 0 for a window without a weight, as the first without a length. */
    static double shown(double logWeight) {
        return logWeight == Double.NEGATIVE_INFINITY ? 0 : logWeight;
    }

    /** ln(exp a + exp b). */
    private static double logSum(double a, double b) {
        double high = Math.max(a, b);
        double low = Math.min(a, b);
        if (low == Double.NEGATIVE_INFINITY || high == Double.POSITIVE_INFINITY) {
            return high;
        }
        return high + StrictMath.log1p(StrictMath.exp(low - high));
    }
}
