package dev.surprisal.alarm;

import java.util.List;

/**
 * What is tested, and how many false alarms are allowed.
 *
 * @param falseAlarmsPerMilli pages per millisecond of event time without any change, of all keys
 *     together
 * @param keysMax greatest number of keys that share them
 * @param windowMillis length of a window; 0 for windows whose length is not known beforehand
 * @param statistics tested per key: "nll", "entropy", "gap"
 * @param likelihoodRatio whether strict equality with the reference is tested too
 * @param cusumReference k of the cusum, in standard errors of a window
 * @param cusumLimit h of the cusum
 * @param coverageMin a warning below this coverage; 0 for none
 * @param statusRise a warning when the share of tokens that are not OK rises by this much over the
 *     baseline's; 1 for none
 * @param silenceMillis a page when a key has had no window for so long; 0 for never
 * @param graceMillis event time after its end until which a window may still come
 * @param retentionMillis a key without windows for so long is forgotten
 */
public record AlarmSpec(
        double falseAlarmsPerMilli,
        int keysMax,
        long windowMillis,
        List<String> statistics,
        boolean likelihoodRatio,
        double cusumReference,
        double cusumLimit,
        double coverageMin,
        double statusRise,
        long silenceMillis,
        long graceMillis,
        long retentionMillis) {

    /** May be negative, so nothing can be bet on its mean without a bound: cusum only. */
    static final String GAP = "gap";

    /** Probability that any of a fleet's bounds on baseline means is too tight. */
    static final double BASELINE_ERROR = 0.05;

    /** How many series of each key share the budget. */
    int series() {
        int means = (int) statistics.stream().filter(statistic -> !statistic.equals(GAP)).count();
        return 2 * means + (likelihoodRatio ? 1 : 0);
    }

    /** One-sided level of the bound on one baseline mean. */
    double baselineLevel() {
        return BASELINE_ERROR / keysMax / Math.max(1, series());
    }

    /**
     * ln w: the share of a window in the allowed false alarms.
     *
     * @param stepMillis event time that the last but one window took; used where windows have no
     *     length of their own, because the weight of a window must not depend on that window
     */
    double logWeight(long stepMillis) {
        double millis = windowMillis > 0 ? windowMillis : stepMillis;
        return StrictMath.log(falseAlarmsPerMilli * millis / keysMax / Math.max(1, series()));
    }
}
