package dev.surprisal.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Names of fields as names of labels. Prometheus takes any value, but of names only letters, digits
 * and underscores; values are never touched.
 *
 * <ul>
 *   <li>another character: an underscore; a digit in front: an underscore before it
 *   <li>a name that the metrics or Prometheus itself use: {@code field_} before it
 *   <li>two names that become the same: an underscore behind the second
 * </ul>
 */
final class LabelNames {

    static final String JOB_NAME = "job_name";
    static final String STATUS = "status";
    static final String REASON = "reason";
    static final String LINE = "line";
    static final String DETECTOR = "detector";
    static final String STATISTIC = "statistic";
    static final String SEVERITY = "severity";

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
        List<String> names = new ArrayList<>();
        for (String field : fields) {
            String name = field.replaceAll("[^a-zA-Z0-9_]", "_");
            if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
                name = "_" + name;
            }
            if (TAKEN.contains(name) || name.startsWith("__")) {
                name = "field_" + name;
            }
            while (names.contains(name)) {
                name += "_";
            }
            names.add(name);
        }
        return names;
    }
}
