package dev.surprisal.emit;

import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.WindowScore;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * What Prometheus reads; for alerts see {@link AlertSinks#metrics}. All sinks of one JVM share an
 * endpoint. Replayed records count again: results are exact, these numbers are for watching.
 */
public final class MetricsSinks {

    private MetricsSinks() {}

    /**
     * Nll, tokens, statuses, histograms and event-time lag of closed documents.
     *
     * @param labelNames names of the document's labels, in their order
     */
    public static Sink<ClosedDocument> documents(
            PrometheusSpec spec, String job, String[] labelNames) {
        String[] names = labelNames.clone();
        return new MetricsSink<>(
                spec,
                job,
                (metrics, document) -> metrics.add(names, document, System.currentTimeMillis()));
    }

    /** Perplexity, interval, coverage and ratio of the last window of each key. */
    public static Sink<WindowScore> windows(PrometheusSpec spec, String job) {
        return new MetricsSink<>(spec, job, (metrics, window) -> metrics.add(window));
    }

    /** Dead letters by kind of reason. */
    public static Sink<DeadLetter> deadLetters(PrometheusSpec spec, String job) {
        return new MetricsSink<>(spec, job, (metrics, letter) -> metrics.add(letter));
    }

    /** Both ledgers; late completions and duplicates among them. */
    public static Sink<LedgerEntry> ledger(PrometheusSpec spec, String job) {
        return new MetricsSink<>(spec, job, (metrics, entry) -> metrics.add(entry));
    }
}
