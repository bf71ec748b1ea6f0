package dev.surprisal.metrics;

import dev.surprisal.event.Alert;
import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.Labels;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.WindowScore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of one job in this JVM; every subtask updates them, from its own thread.
 *
 * <p>A label set is what a document, window or alert is grouped by. Beyond the greatest number of
 * them all values are {@link Labels#OTHER}, and {@code surprisal_label_sets_dropped_total} counts
 * how often that happened.
 */
public final class JobMetrics {

    private final String job;
    private final int labelSetsMax;
    private final Map<List<String>, ScoreCell> cells = new HashMap<>();
    private final ReasonClasses reasons = new ReasonClasses();
    private final Map<String, Long> deadLetters = new HashMap<>();
    private final long[] ledger = new long[LedgerLine.values().length];
    private String[] fields;
    private List<String> labelNames;
    private long labelSetsDropped;

    JobMetrics(String job, int labelSetsMax) {
        this.job = job;
        this.labelSetsMax = labelSetsMax;
    }

    /**
     * A closed document.
     *
     * @param names fields that the job groups by, the same for every call
     * @param nowMillis the clock
     */
    public void add(String[] names, ClosedDocument document, long nowMillis) {
        cell(names, document.labels()).add(document, nowMillis);
    }

    /** A closed window; one without labels is taken by its key. */
    public void add(WindowScore window) {
        Labels labels = window.labels();
        ScoreCell cell =
                labels == null
                        ? cell(new String[] {"key"}, new String[] {window.key()})
                        : cell(labels.names(), labels.values());
        cell.add(window);
    }

    /** An alert that was raised or resolved; raised twice, it counts once. */
    public void add(Alert alert) {
        cell(alert.labels().names(), alert.labels().values()).add(alert, false);
    }

    /** An alert that was raised before this JVM knew of it: it fires and is not counted. */
    public void restore(Alert firing) {
        cell(firing.labels().names(), firing.labels().values()).add(firing, true);
    }

    /** A payload that could not be used. */
    public synchronized void add(DeadLetter letter) {
        deadLetters.merge(reasons.of(letter.reason()), 1L, Long::sum);
    }

    /** A line of a ledger. */
    public synchronized void add(LedgerEntry entry) {
        ledger[entry.line().ordinal()] += entry.count();
    }

    private synchronized ScoreCell cell(String[] names, String[] values) {
        if (fields == null) {
            fields = names.clone();
            labelNames = LabelNames.of(fields);
        } else if (!Arrays.equals(fields, names)) {
            throw new IllegalArgumentException(
                    "labels %s in a job that is grouped by %s"
                            .formatted(Arrays.toString(names), Arrays.toString(fields)));
        }
        ScoreCell cell = cells.get(Arrays.asList(values));
        if (cell != null) {
            return cell;
        }
        String[] own = values.clone();
        if (cells.size() >= labelSetsMax) {
            labelSetsDropped++;
            Arrays.fill(own, Labels.OTHER);
        }
        return cells.computeIfAbsent(List.of(own), key -> new ScoreCell(own));
    }

    String job() {
        return job;
    }

    /** What there is now, for a scrape; the cells go on changing. */
    synchronized List<ScoreCell> cells() {
        return new ArrayList<>(cells.values());
    }

    synchronized List<String> labelNames() {
        return labelNames == null ? List.of() : labelNames;
    }

    synchronized Map<String, Long> deadLetters() {
        return new HashMap<>(deadLetters);
    }

    synchronized long[] ledger() {
        return ledger.clone();
    }

    synchronized long labelSetsDropped() {
        return labelSetsDropped;
    }
}
