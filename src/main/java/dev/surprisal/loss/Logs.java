package dev.surprisal.loss;

/** Logarithms of probabilities without cancellation, by {@link StrictMath}. */
final class Logs {

    private static final double LN2 = StrictMath.log(2);

    private Logs() {}

    /**
     * ln(1 + e^x) = −ln σ(−x), as max(x, 0) + ln(1 + e^−|x|): never overflows, and keeps its
     * relative precision where it is tiny. −∞ gives 0, +∞ gives +∞.
     */
    static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    /**
     * ln(1 − e^x) for x ≤ 0; −∞ at 0, and 0 at −∞. Two forms, the first where e^x is above 1/2:
     * Mächler (2012), Accurately computing log(1 − exp(−|a|)). Above 0, which rounding of a
     * log-prob can give: −∞.
     */
    static double log1mExp(double x) {
        if (x >= 0) {
            return Double.NEGATIVE_INFINITY;
        }
        return x > -LN2
                ? StrictMath.log(-StrictMath.expm1(x))
                : StrictMath.log1p(-StrictMath.exp(x));
    }

    /**
     * ln(1 − softmax) of number {@code index}: ln Σ of the others less ln Σ of all, both relative
     * to the greatest, so that the size of the logits costs no digit. −∞ where the others are −∞.
     */
    static double logOther(double[] x, int from, int length, int index) {
        int top = top(x, from, length);
        int second = index == top ? topBut(x, from, length, index) : top;
        if (second < 0 || x[from + second] == Double.NEGATIVE_INFINITY) {
            return Double.NEGATIVE_INFINITY;
        }
        double others = StrictMath.log1p(rest(x, from, length, index, second));
        return x[from + second]
                - x[from + top]
                + (others - StrictMath.log1p(rest(x, from, length, -1, top)));
    }

    private static int topBut(double[] x, int from, int length, int without) {
        int top = -1;
        for (int i = 0; i < length; i++) {
            if (i != without && (top < 0 || x[from + i] > x[from + top])) {
                top = i;
            }
        }
        return top;
    }

    /**
     * −ln softmax of number {@code index}: where that is the greatest, ln(1 + Σ of the others) and
     * so relatively precise however small; +∞ where it is −∞.
     */
    static double nllOfLogits(double[] x, int from, int length, int index) {
        if (x[from + index] == Double.NEGATIVE_INFINITY) {
            return Double.POSITIVE_INFINITY;
        }
        int top = top(x, from, length);
        return x[from + top] - x[from + index] + StrictMath.log1p(rest(x, from, length, -1, top));
    }

    /**
     * Index of the greatest of {@code length} numbers, at least one; the lowest where several are.
     */
    static int top(double[] x, int from, int length) {
        return topBut(x, from, length, -1);
    }

    /** Σ e^(x − x_top) over all but {@code without} and {@code top}. */
    private static double rest(double[] x, int from, int length, int without, int top) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            if (i != without && i != top) {
                sum += StrictMath.exp(x[from + i] - x[from + top]);
            }
        }
        return sum;
    }
}
