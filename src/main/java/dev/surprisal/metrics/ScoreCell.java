package dev.surprisal.metrics;

import dev.surprisal.event.Alert;
import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.Totals;
import dev.surprisal.event.WindowScore;
import dev.surprisal.kernel.ExactSums;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * All numbers of one label set. Its monitor guards them, so that a scrape sees nll and tokens of
 * the same documents. Per document it allocates nothing.
 */
final class ScoreCell {

    /** Documents ahead of the clock by more are not believed by the lag, which they would fix. */
    private static final long AHEAD_MAX_MILLIS = 3_600_000;

    /** What an alert is of, beside its labels. */
    record Subject(String detector, String statistic, String severity) {}

    /** Alerts of a subject. */
    static final class Alerts {
        long raised;
        final Set<String> firing = new HashSet<>();
    }

    final String[] labelValues;

    double nll;
    long tokens;
    long documents;
    long incompleteDocuments;
    final long[] statuses = new long[TokenStatus.values().length];
    double entropy;
    long entropyTokens;
    final Buckets nllBuckets = new Buckets();
    final Buckets entropyBuckets = new Buckets();
    final Buckets forwardKlBuckets = new Buckets();
    final Buckets reverseKlBuckets = new Buckets();
    long eventTimeMillis = Long.MIN_VALUE;
    long windowEndMillis = Long.MIN_VALUE;
    double windowPerplexity;
    double windowLow;
    double windowHigh;
    double windowCoverage;
    double windowRatio;
    final Map<Subject, Alerts> alerts = new HashMap<>();

    ScoreCell(String[] labelValues) {
        this.labelValues = labelValues;
    }

    synchronized void add(ClosedDocument document, long nowMillis) {
        Totals totals = document.totals();
        double nllSum = ExactSums.toDouble(totals.sums(), TotalsLayout.NLL_SUM);
        nll += nllSum;
        tokens += totals.statuses()[TokenStatus.OK.ordinal()];
        documents++;
        incompleteDocuments += document.complete() ? 0 : 1;
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] += totals.statuses()[i];
        }
        nllBuckets.add(totals.series()[TotalsLayout.NLL_SERIES], nllSum);
        addEntropy(totals);
        forwardKlBuckets.add(
                totals.series()[TotalsLayout.FORWARD_KL_SERIES],
                ExactSums.toDouble(totals.sums(), TotalsLayout.FORWARD_KL_SUM));
        reverseKlBuckets.add(
                totals.series()[TotalsLayout.REVERSE_KL_SERIES],
                ExactSums.toDouble(totals.sums(), TotalsLayout.REVERSE_KL_SUM));
        if (document.eventTimeMillis() <= nowMillis + AHEAD_MAX_MILLIS) {
            eventTimeMillis = Math.max(eventTimeMillis, document.eventTimeMillis());
        }
    }

    private void addEntropy(Totals totals) {
        long rows = totals.counts()[TotalsLayout.FULL_ROWS_COUNT];
        if (rows > 0) {
            double sum = ExactSums.toDouble(totals.sums(), TotalsLayout.ENTROPY_SUM);
            entropy += sum;
            entropyTokens += rows;
            entropyBuckets.add(sum / rows);
        }
    }

    /** The latest window stays: after a recovery an earlier one may come again. */
    synchronized void add(WindowScore window) {
        if (window.windowEndMillis() < windowEndMillis) {
            return;
        }
        windowEndMillis = window.windowEndMillis();
        windowPerplexity = window.figures().perplexity();
        windowLow = window.figures().perplexityLow();
        windowHigh = window.figures().perplexityHigh();
        windowCoverage = window.figures().coverage();
        windowRatio = window.drift() == null ? Double.NaN : window.drift().ratio();
    }

    /** An alert that was raised or resolved; {@code known} if it was counted when raised. */
    synchronized void add(Alert alert, boolean known) {
        Subject subject = new Subject(alert.detector(), alert.statistic(), alert.severity().name());
        Alerts of = alerts.computeIfAbsent(subject, key -> new Alerts());
        if (alert.resolved()) {
            of.firing.remove(alert.id());
        } else if (of.firing.add(alert.id()) && !known) {
            of.raised++;
        }
    }
}
