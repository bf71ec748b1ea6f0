package dev.surprisal.probe;

import java.util.Arrays;

/**
 * A sequential test of "this replica answers as its baseline does", over probes without end.
 *
 * <p>A probe gives x_d ≥ 0 for each of its D documents, the difference of the document from its
 * baseline. Null hypothesis: in every probe, the mean over documents of E[x_d | all answers before
 * x_d] is at most {@code allowed}, μ. Then, for any bet λ in (0, 1),
 *
 * <pre>
 * e = Π_d (1 + λ(x_d/μ − 1))      has an expectation of at most 1, given the past,
 * M = (M + w)·e                   alarm at M ≥ 1, then from 0 again,
 * </pre>
 *
 * and the expected number of alarms up to any probe is at most the sum of the w so far. That holds
 * for dependent documents and probes and any distribution: given the past a factor has expectation
 * c_d = 1 + λ(E[x_d | past]/μ − 1), and Π c_d ≤ (mean of c_d)^D ≤ 1 by the means' inequality. By
 * the same inequality a probe whose mean difference is at most μ never adds to M, so that it never
 * raises an alarm whatever came before.
 *
 * <ul>
 *   <li>μ = 0, a server that repeats itself and no tolerance: a document without difference gives
 *       the limit 1 − λ, any other gives {@code FACTOR_MAX}
 *   <li>e is cut at {@code FACTOR_MAX}, which keeps its expectation below 1
 * </ul>
 *
 * <p>Small differences in many probes want a small λ and large ones a large λ: M is kept for each
 * of {@code BETS}, w shared out among them, and their sum is compared with 1.
 *
 * <p>Source: the e-detector of Shin, Ramdas and Rinaldo (2024), doi:10.51387/23-NEJSDS51, with
 * weights w for a budget in the place of an average run length.
 */
final class DifferenceDetector {

    static final double[] BETS = {0.1, 0.3, 0.6, 0.9};

    /** Far above any threshold, far below a double's end: (1 + 1)·1e250 is finite. */
    private static final double FACTOR_MAX = 1e250;

    private final double allowed;
    private final double weight;

    /**
     * A test.
     *
     * @param allowed μ, at least 0
     * @param weight w, expected false alarms that a probe may add
     */
    DifferenceDetector(double allowed, double weight) {
        this.allowed = allowed;
        this.weight = weight;
    }

    /**
     * What has been gathered.
     *
     * @param parts [bets] M of each bet
     * @param run greatest product of factors that ends now: max(run, 1)·e, as in a CUSUM
     * @param runSince when that product begins; where a change began, should there be one
     */
    record Evidence(double[] parts, double run, long runSince) {

        static Evidence none() {
            return new Evidence(new double[BETS.length], 0, 0);
        }

        /** M: an alarm at 1. */
        double total() {
            return Arrays.stream(parts).sum();
        }
    }

    /** The evidence with one more probe. */
    Evidence with(Evidence before, double[] differences, long millis) {
        double[] parts = new double[BETS.length];
        double mean = 0;
        for (int i = 0; i < BETS.length; i++) {
            double factor = factor(differences, BETS[i]);
            parts[i] = Math.min(FACTOR_MAX, (before.parts[i] + weight / BETS.length) * factor);
            mean += factor / BETS.length;
        }
        boolean anew = before.run <= 1;
        return new Evidence(
                parts,
                Math.min(FACTOR_MAX, (anew ? 1 : before.run) * mean),
                anew ? millis : before.runSince);
    }

    private double factor(double[] differences, double bet) {
        double log = 0; // always in the order of the documents
        for (double difference : differences) {
            if (allowed == 0 && difference > 0) {
                return FACTOR_MAX;
            }
            double relative = allowed == 0 ? 0 : difference / allowed;
            log += StrictMath.log1p(bet * (relative - 1));
        }
        return Math.min(FACTOR_MAX, StrictMath.exp(log));
    }
}
