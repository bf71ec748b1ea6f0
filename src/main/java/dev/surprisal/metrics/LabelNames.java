package dev.surprisal.metrics;

import dev.surprisal.event.Labels;
import java.util.List;
import java.util.Set;

/** Names of our labels, and of those that fields must not take. */
final class LabelNames {

    static final String JOB_NAME = "job_name";
    static final String STATUS = "status";
    static final String REASON = "reason";
    static final String LINE = "line";
    static final String DETECTOR = "detector";
    static final String STATISTIC = "statistic";
    static final String SEVERITY = "severity";

    // These two stand beside no field, so fields may be called so.
    static final String TOPIC = "topic";
    static final String PARTITION = "partition";

    private static final Set<String> TAKEN =
            Set.of(
                    JOB_NAME,
                    STATUS,
                    REASON,
                    LINE,
                    DETECTOR,
                    STATISTIC,
                    SEVERITY,
                    "job",
                    "instance",
                    "le",
                    "quantile",
                    "alertname",
                    "alertstate");

    private LabelNames() {}

    /** Label names of {@code fields}, in their order. */
    static List<String> of(String[] fields) {
        return Labels.identifiers(fields, TAKEN);
    }
}
