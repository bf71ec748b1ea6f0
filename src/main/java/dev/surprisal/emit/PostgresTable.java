package dev.surprisal.emit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tables of result lines. A row holds the whole line, and the database derives the other
 * columns from it, so that they cannot say anything else than the line does and a later version can
 * add some.
 */
enum PostgresTable {
    DOCUMENT("document"),
    WINDOW("window"),
    ALERT("alert"),
    DEAD_LETTER("dead_letter"),
    /** Every other kind. */
    LINE("line");

    /** First and last millisecond of the years 1 to 9999: others stay in the line alone. */
    private static final String YEARS = "BETWEEN -62135596800000 AND 253402300799999";

    private final String kind;
    private final Map<String, String> derived = new LinkedHashMap<>();

    PostgresTable(String kind) {
        this.kind = kind;
    }

    static {
        DOCUMENT.texts("document", "model", "segment", "format")
                .times("event_time")
                .flags("complete")
                .wholes("tokens_scored", "tokens_expected")
                .numbers("nll_mean", "perplexity", "entropy_mean");
        WINDOW.texts("key", "model")
                .objects("labels")
                .wholes("window_index")
                .times("window_start", "window_end")
                .flags("complete")
                .wholes("documents", "tokens_scored", "tokens_expected", "late")
                .numbers("coverage", "nll_mean", "perplexity", "perplexity_low")
                .numbers("perplexity_high", "perplexity_strict", "entropy_mean")
                .inDrift("ratio", "ratio_low", "ratio_high", "psi", "ks");
        ALERT.derive("alert_id", "text", "line->>'id'")
                .texts("status", "severity", "detector", "statistic", "direction")
                .objects("labels")
                .times("window_start", "window_end", "since")
                .numbers("value", "baseline", "ratio", "ratio_low", "ratio_high")
                .numbers("evidence", "threshold")
                .texts("text");
        DEAD_LETTER
                .texts("source")
                .wholes("source_offset", "length")
                .texts("payload_hash", "format", "reason");
        LINE.texts("kind");
    }

    /** The table of a kind of lines. */
    static PostgresTable of(String kind) {
        for (PostgresTable table : values()) {
            if (table.kind.equals(kind)) {
                return table;
            }
        }
        return LINE;
    }

    /**
     * Whether a line of this kind says that something happened, rather than how something is: then
     * each is a row, and otherwise the latest of one name.
     */
    boolean holdsEvents() {
        return this == ALERT || this == DEAD_LETTER;
    }

    String tableName() {
        return "surprisal_" + kind;
    }

    /** Types and expressions of the columns that the database derives, by name. */
    Map<String, String> derived() {
        return derived;
    }

    /** The column by which dashboards ask, beside the job. */
    String timeColumn() {
        return switch (this) {
            case WINDOW, ALERT -> "window_end";
            case DOCUMENT -> "event_time";
            default -> "written_at";
        };
    }

    private PostgresTable derive(String name, String type, String expression) {
        derived.put(name, "%s GENERATED ALWAYS AS (%s) STORED".formatted(type, expression));
        return this;
    }

    private PostgresTable texts(String... fields) {
        for (String field : fields) {
            derive(field, "text", "line->>'" + field + "'");
        }
        return this;
    }

    private PostgresTable objects(String... fields) {
        for (String field : fields) {
            derive(field, "jsonb", "line->'" + field + "'");
        }
        return this;
    }

    private PostgresTable flags(String... fields) {
        return cast("boolean", fields);
    }

    private PostgresTable wholes(String... fields) {
        return cast("bigint", fields);
    }

    private PostgresTable numbers(String... fields) {
        return cast("double precision", fields);
    }

    private PostgresTable cast(String type, String... fields) {
        for (String field : fields) {
            derive(field, type, "(line->>'%s')::%s".formatted(field, type));
        }
        return this;
    }

    private PostgresTable inDrift(String... fields) {
        for (String field : fields) {
            derive(
                    field,
                    "double precision",
                    "(line->'drift'->>'%s')::double precision".formatted(field));
        }
        return this;
    }

    private PostgresTable times(String... fields) {
        for (String field : fields) {
            String millis = "(line->>'%s')::bigint".formatted(field);
            derive(
                    field,
                    "timestamptz",
                    "CASE WHEN %s %s THEN to_timestamp(%s / 1000.0::double precision) END"
                            .formatted(millis, YEARS, millis));
        }
        return this;
    }
}
