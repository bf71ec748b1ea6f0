package dev.surprisal.policy;

import dev.surprisal.event.PairTotals;
import dev.surprisal.kernel.ExactSums;
import java.math.BigDecimal;
import java.math.MathContext;

/** Sums, counts and means of a pair's totals, by the enums' names; NaN where nothing counted. */
abstract class PairReadings {
    private final PairTotals totals;

    PairReadings(PairTotals totals) {
        this.totals = totals;
    }

    double tokenMean(PairSum sum) {
        return mean(sum, count(PairCount.TOKENS));
    }

    double sequenceMean(PairSum sum) {
        return mean(sum, count(PairCount.SEQUENCES));
    }

    double wholeMean(PairSum sum) {
        return mean(sum, count(PairCount.WHOLE));
    }

    double extreme(PairExtreme extreme) {
        return totals.extremes()[extreme.ordinal()];
    }

    long count(PairCount count) {
        return totals.counts()[count.ordinal()];
    }

    double share(PairCount count, long of) {
        return of == 0 ? Double.NaN : (double) count(count) / of;
    }

    /** The sum as a double; {@link PairSum#beyond} where an addend was too large for it. */
    double value(PairSum sum) {
        return lacks(sum) ? sum.beyond() : ExactSums.toDouble(totals.sums(), sum.ordinal());
    }

    boolean lacks(PairSum sum) {
        return totals.refused()[sum.ordinal()] > 0;
    }

    /** (Σw)² / (n Σw²), from the exact sums. */
    double effective(PairSum weights, PairSum squares, long n) {
        if (n == 0 || lacks(weights) || lacks(squares)) {
            return Double.NaN;
        }
        BigDecimal sum = exact(weights);
        BigDecimal divisor = exact(squares).multiply(BigDecimal.valueOf(n));
        return divisor.signum() == 0
                ? Double.NaN
                : sum.multiply(sum).divide(divisor, MathContext.DECIMAL64).doubleValue();
    }

    /** Standard deviation with divisor n − 1, from the exact sums; NaN below two. */
    double deviation(PairSum sum, PairSum squares, long n) {
        if (n < 2 || lacks(sum) || lacks(squares)) {
            return Double.NaN;
        }
        BigDecimal count = BigDecimal.valueOf(n);
        BigDecimal apart = exact(squares).multiply(count).subtract(exact(sum).multiply(exact(sum)));
        double variance =
                apart.divide(count.multiply(BigDecimal.valueOf(n - 1)), MathContext.DECIMAL64)
                        .doubleValue();
        return Math.sqrt(Math.max(0, variance));
    }

    private BigDecimal exact(PairSum sum) {
        return ExactSums.toBigDecimal(totals.sums(), sum.ordinal());
    }

    double mean(PairSum sum, long n) {
        return n == 0 ? Double.NaN : value(sum) / n;
    }
}
