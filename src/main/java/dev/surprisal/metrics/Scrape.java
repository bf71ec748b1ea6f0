package dev.surprisal.metrics;

import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.TokenStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Turns what jobs have counted into what Prometheus reads. */
final class Scrape implements MultiCollector {

    private final Supplier<Collection<JobMetrics>> jobs;
    private final InstantSource clock;

    Scrape(Supplier<Collection<JobMetrics>> jobs, InstantSource clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        Families families = new Families();
        for (JobMetrics job : jobs.get()) {
            Labels base = Labels.of(LabelNames.JOB_NAME, job.job());
            writeLedger(families, job, base);
            for (PartitionLags.Lag lag : PartitionLags.of(job.job())) {
                families.gauge(
                        Metric.PARTITION_LAG,
                        base.add(LabelNames.TOPIC, lag.topic())
                                .add(LabelNames.PARTITION, lag.number()),
                        lag.records());
            }
            List<String> names = job.labelNames();
            for (ScoreCell cell : job.cells()) {
                Labels labels = base.merge(Labels.of(names, List.of(cell.labelValues)));
                synchronized (cell) {
                    writeDocuments(families, cell, labels);
                    writeWindow(families, cell, labels);
                    writeAlerts(families, cell, labels);
                }
            }
        }
        return families.snapshots();
    }

    private static void writeLedger(Families families, JobMetrics job, Labels base) {
        long[] ledger = job.ledger();
        for (LedgerLine line : LedgerLine.values()) {
            families.counter(
                    Metric.LEDGER,
                    base.add(LabelNames.LINE, line.name().toLowerCase(Locale.ROOT)),
                    ledger[line.ordinal()]);
        }
        families.counter(Metric.LATE, base, ledger[LedgerLine.LATE.ordinal()]);
        families.counter(Metric.DUPLICATES, base, ledger[LedgerLine.DUPLICATE.ordinal()]);
        families.counter(Metric.LABEL_SETS_DROPPED, base, job.labelSetsDropped());
        for (Map.Entry<String, Long> letters : job.deadLetters().entrySet()) {
            families.counter(
                    Metric.DEAD_LETTERS,
                    base.add(LabelNames.REASON, letters.getKey()),
                    letters.getValue());
        }
    }

    private void writeDocuments(Families families, ScoreCell cell, Labels labels) {
        if (cell.documents == 0) {
            return;
        }
        families.counter(Metric.NLL, labels, cell.nll);
        families.counter(Metric.TOKENS, labels, cell.tokens);
        families.counter(Metric.DOCUMENTS, labels, cell.documents);
        families.counter(Metric.INCOMPLETE_DOCUMENTS, labels, cell.incompleteDocuments);
        for (TokenStatus status : TokenStatus.values()) {
            families.counter(
                    Metric.STATUSES,
                    labels.add(LabelNames.STATUS, status.name().toLowerCase(Locale.ROOT)),
                    cell.statuses[status.ordinal()]);
        }
        if (cell.entropyTokens > 0) {
            families.counter(Metric.ENTROPY, labels, cell.entropy);
            families.counter(Metric.ENTROPY_TOKENS, labels, cell.entropyTokens);
        }
        families.histogram(Metric.NLL_HISTOGRAM, labels, cell.nllBuckets);
        families.histogram(Metric.ENTROPY_HISTOGRAM, labels, cell.entropyBuckets);
        families.histogram(Metric.FORWARD_KL_HISTOGRAM, labels, cell.forwardKlBuckets);
        families.histogram(Metric.REVERSE_KL_HISTOGRAM, labels, cell.reverseKlBuckets);
        if (cell.eventTimeMillis != Long.MIN_VALUE) {
            double lag = (clock.millis() - cell.eventTimeMillis) / 1000.0;
            families.gauge(Metric.EVENT_TIME_LAG, labels, lag);
        }
    }

    private static void writeWindow(Families families, ScoreCell cell, Labels labels) {
        if (cell.windowEndMillis == Long.MIN_VALUE) {
            return;
        }
        families.gauge(Metric.WINDOW_PERPLEXITY, labels, cell.windowPerplexity);
        families.gauge(Metric.WINDOW_LOW, labels, cell.windowLow);
        families.gauge(Metric.WINDOW_HIGH, labels, cell.windowHigh);
        families.gauge(Metric.WINDOW_COVERAGE, labels, cell.windowCoverage);
        families.gauge(Metric.WINDOW_RATIO, labels, cell.windowRatio);
        families.gauge(Metric.WINDOW_END, labels, cell.windowEndMillis / 1000.0);
    }

    private static void writeAlerts(Families families, ScoreCell cell, Labels labels) {
        cell.alerts.forEach(
                (subject, alerts) -> {
                    Labels of =
                            labels.add(LabelNames.DETECTOR, subject.detector())
                                    .add(LabelNames.STATISTIC, subject.statistic())
                                    .add(
                                            LabelNames.SEVERITY,
                                            subject.severity().toLowerCase(Locale.ROOT));
                    families.counter(Metric.ALERTS, of, alerts.raised);
                    families.gauge(Metric.ALERT_FIRING, of, alerts.firing.size());
                });
    }
}
