package dev.surprisal.kernel;

/**
 * The definitions of {@link RowStatistics} and {@link PairStatistics}, in double, in as many passes
 * as they take, with compensated sums: right to about 1e-14 relative.
 */
final class RowOracle {
    final double[] logits;
    final double[] logProbs;
    final double logSumExp;
    final double entropy;
    final double varentropy;
    final double meanLogit;
    final int argmax;

    /** With {@code coded}, the values are log-probs and taken as they stand. */
    RowOracle(double[] logits, boolean coded) {
        this.logits = logits;
        int best = 0;
        for (int i = 0; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        argmax = best;
        double maximum = logits[best];
        logSumExp = maximum + StrictMath.log(sum(logits.length, i -> exp(logits[i] - maximum)));
        logProbs = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            logProbs[i] = coded ? logits[i] : logits[i] - logSumExp;
        }
        entropy = sum(logits.length, i -> -weighted(logProbs[i], logProbs[i]));
        varentropy = sum(logits.length, i -> weighted(logProbs[i], square(logProbs[i] + entropy)));
        meanLogit = sum(logits.length, i -> logits[i]) / logits.length;
    }

    int rank(int target) {
        int rank = 1;
        for (double logit : logits) {
            rank += logit > logits[target] ? 1 : 0;
        }
        return rank;
    }

    double probability(int index) {
        return exp(logProbs[index]);
    }

    /** KL(this‖other). */
    double kl(RowOracle other) {
        return sum(logProbs.length, i -> weighted(logProbs[i], logProbs[i] - other.logProbs[i]));
    }

    double tv(RowOracle other) {
        return sum(logProbs.length, i -> Math.abs(exp(logProbs[i]) - exp(other.logProbs[i]))) / 2;
    }

    double js(RowOracle other) {
        return sum(logProbs.length, i -> jsTerm(logProbs[i], other.logProbs[i]));
    }

    /** In logs, since (p + q)/2 can vanish and p/q overflow. */
    private static double jsTerm(double logP, double logQ) {
        double greater = Math.max(logP, logQ);
        double less = Math.min(logP, logQ);
        if (greater == Double.NEGATIVE_INFINITY) {
            return 0;
        }
        double middle = greater + StrictMath.log1p(exp(less - greater)) - StrictMath.log(2);
        return (weighted(logP, logP - middle) + weighted(logQ, logQ - middle)) / 2;
    }

    private interface Term {
        double at(int index);
    }

    /** Neumaier's sum. */
    private static double sum(int count, Term term) {
        double sum = 0;
        double compensation = 0;
        for (int i = 0; i < count; i++) {
            double value = term.at(i);
            double next = sum + value;
            if (!Double.isInfinite(next)) {
                compensation +=
                        Math.abs(sum) >= Math.abs(value)
                                ? (sum - next) + value
                                : (value - next) + sum;
            }
            sum = next;
        }
        return sum + compensation;
    }

    private static double weighted(double logProb, double value) {
        double weight = exp(logProb);
        return weight == 0 ? 0 : weight * value;
    }

    private static double square(double value) {
        return value * value;
    }

    private static double exp(double x) {
        return StrictMath.exp(x);
    }
}
