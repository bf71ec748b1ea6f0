package dev.surprisal.detect;

import dev.surprisal.alarm.AlarmSpec;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Settings of detection. docs/ALARMS.md says how to choose them.
 *
 * @param falseAlarmsPerMilli pages per millisecond of event time that may come without any change,
 *     of the whole fleet; one in 90 days is {@code 1 / 7_776_000_000.0}
 * @param keysMax greatest number of keys; they share the false alarms
 * @param windowMillis length of a window; 0 for windows by tokens and sessions, whose weight is
 *     then the time that the last but one took
 * @param baseline what windows are compared with
 * @param statistics tested: some of {@link #STATISTICS}
 * @param likelihoodRatio whether strict equality with the reference is tested
 * @param cusumReference k, in standard errors of a window's mean; {@value #CUSUM_REFERENCE}
 * @param cusumLimit h, in the same unit; {@value #CUSUM_LIMIT}
 * @param coverageMin a warning below it, in [0, 1]; 0 for none
 * @param statusRise a warning when the share of tokens that are not OK rises by it, in (0, 1]; 1
 *     for none
 * @param silenceMillis a page when a key has had no window for so long, and for three times its
 *     longest gap; 0 for never
 * @param graceMillis event time after its end by which a window may come: the lateness that windows
 *     allow, where they close after it; 0 where they close at their end
 * @param retentionMillis a key without windows for so long is forgotten; more than silenceMillis,
 *     and with the day before as baseline more than two days
 */
public record DetectSpec(
        double falseAlarmsPerMilli,
        int keysMax,
        long windowMillis,
        BaselineSpec baseline,
        List<String> statistics,
        boolean likelihoodRatio,
        double cusumReference,
        double cusumLimit,
        double coverageMin,
        double statusRise,
        long silenceMillis,
        long graceMillis,
        long retentionMillis)
        implements Serializable {

    /** What can be tested. The gap may be negative, so that only the cusum watches it. */
    public static final List<String> STATISTICS = List.of("nll", "entropy", "gap");

    /** k of the cusum unless told otherwise: best against a shift of one standard error. */
    public static final double CUSUM_REFERENCE = 0.5;

    /** h of the cusum unless told otherwise: a false warning in some 20,000 windows a series. */
    public static final double CUSUM_LIMIT = 8;

    private static final long TWO_DAYS_MILLIS = 172_800_000;

    /**
     * Checks every setting.
     *
     * @throws IllegalArgumentException naming the first that is out of range
     */
    public DetectSpec {
        statistics = List.copyOf(statistics);
        Set<String> distinct = new HashSet<>(statistics);
        require(
                falseAlarmsPerMilli > 0 && falseAlarmsPerMilli < Double.POSITIVE_INFINITY,
                "falseAlarmsPerMilli " + falseAlarmsPerMilli + " is not above 0 and finite");
        require(keysMax > 0, "keysMax " + keysMax + " is not above 0");
        require(windowMillis >= 0, "windowMillis " + windowMillis + " is below 0");
        require(
                STATISTICS.containsAll(statistics) && distinct.size() == statistics.size(),
                "statistics " + statistics + " are not distinct ones of " + STATISTICS);
        require(cusumReference >= 0, "cusumReference " + cusumReference + " is below 0");
        require(cusumLimit > 0, "cusumLimit " + cusumLimit + " is not above 0");
        require(
                coverageMin >= 0 && coverageMin <= 1,
                "coverageMin " + coverageMin + " is not in [0, 1]");
        require(statusRise > 0 && statusRise <= 1, "statusRise " + statusRise + " not in (0, 1]");
        require(silenceMillis >= 0, "silenceMillis " + silenceMillis + " is below 0");
        require(graceMillis >= 0, "graceMillis " + graceMillis + " is below 0");
        require(
                retentionMillis > Math.max(silenceMillis, windowMillis),
                "retentionMillis "
                        + retentionMillis
                        + " is not above silenceMillis and windowMillis");
        require(
                baseline.kind() != BaselineSpec.Kind.SAME_HOUR_YESTERDAY
                        || retentionMillis >= TWO_DAYS_MILLIS,
                "retentionMillis "
                        + retentionMillis
                        + " forgets the day before: at least "
                        + TWO_DAYS_MILLIS);
    }

    AlarmSpec alarms() {
        return new AlarmSpec(
                falseAlarmsPerMilli,
                keysMax,
                windowMillis,
                statistics,
                likelihoodRatio,
                cusumReference,
                cusumLimit,
                coverageMin,
                statusRise,
                silenceMillis,
                graceMillis,
                retentionMillis);
    }

    private static void require(boolean condition, String reason) {
        if (!condition) {
            throw new IllegalArgumentException(reason);
        }
    }
}
